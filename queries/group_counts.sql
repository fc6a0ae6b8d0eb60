-- title: 分组情况
-- meaning: 各类地区（区、县（市）、功能区）的各项数量和比率。
-- grain: 一行一个分组
-- topic: 总体进展与排名
-- owner: 市信用办
-- example: tongbao query group_counts
-- column: county_group | 分组
-- column: listed | 名单数 | 条
-- column: excluded | 剔除数 | 条
-- column: governed | 治理对象数 | 条
-- column: exited | 退出数 | 条
-- column: remaining | 未退出数 | 条
-- column: operating | 在经营数 | 条
-- column: interviewed | 已约谈数 | 条
-- column: pledged | 已承诺数 | 条
-- column: supervised | 已纳入重点监管数 | 条
-- column: entities | 市场主体数 | 个
-- column: records | 失信次数 | 次
-- rate: exit_rate = exited / governed | 退出率
-- rate: exclusion_rate = excluded / listed | 剔除率
-- rate: interview_rate = interviewed / operating | 约谈覆盖率
-- rate: pledge_rate = pledged / operating | 承诺覆盖率
-- rate: supervision_rate = supervised / governed | 重点监管覆盖率
-- column: previous_governed | 上期治理对象数 | 条
-- column: previous_exited | 上期退出数 | 条
-- rate: previous_exit_rate = previous_exited / previous_governed | 上期退出率
-- column: new | 新增数 | 条
-- column: newly_exited | 新退出数 | 条
-- column: reentered | 回流数 | 条
-- note: 退出以证据齐全为准；分母为 0 时不计算比率，显示“—”。

SELECT
  e.county_group,
  SUM(e.listed) AS listed,
  SUM(e.excluded) AS excluded,
  SUM(e.governed) AS governed,
  SUM(e.exited) AS exited,
  SUM(e.remaining) AS remaining,
  SUM(e.operating) AS operating,
  SUM(e.interviewed) AS interviewed,
  SUM(e.pledged) AS pledged,
  SUM(e.supervised) AS supervised,
  COUNT(DISTINCT e.entity_id) AS entities,
  SUM(e.records) AS records,
  SUM(e.previous_governed) AS previous_governed,
  SUM(e.previous_exited) AS previous_exited,
  SUM(e.new) AS new,
  SUM(e.newly_exited) AS newly_exited,
  SUM(e.reentered) AS reentered
FROM entries AS e
GROUP BY e.county_group
HAVING SUM(e.listed) > 0
ORDER BY e.county_group
