-- title: 条目的计数标志
-- meaning: 当期每个条目和上期每个条目各一行，标志为 1 或 0；所有分组统计都是对它求和，所以各种口径必然相加相等。
-- grain: 一行一个当期条目（listed = 1）或一个上期条目（previous_* 有值）
-- owner: 市信用办
-- example: SELECT county_name, SUM(remaining) AS 未退出 FROM entries GROUP BY county_name
-- column: entry_id | 条目编号
-- column: of_previous | 是否上期的条目（1 或 0）
-- column: ledger | 台账类别代码
-- column: county | 县（市、区）代码
-- column: county_group | 分组
-- column: industry | 行业门类
-- column: department | 行业主管部门
-- column: entity_id | 主体编号
-- column: listed | 名单数 | 条
-- column: excluded | 剔除数 | 条
-- column: governed | 治理对象数 | 条
-- column: exited | 退出数 | 条
-- column: remaining | 未退出数 | 条
-- column: operating | 在经营数 | 条
-- column: interviewed | 已约谈数 | 条
-- column: pledged | 已承诺数 | 条
-- column: supervised | 已纳入重点监管数 | 条
-- column: records | 失信次数 | 次
-- column: previous_governed | 上期治理对象数 | 条
-- column: previous_exited | 上期退出数 | 条
-- column: new | 新增数 | 条
-- column: newly_exited | 新退出数 | 条
-- column: reentered | 回流数 | 条

SELECT
  c.entry_id, 0 AS of_previous, c.ledger, c.county, c.county_group, c.industry, c.department, c.entity_id,
  1 AS listed,
  CASE WHEN c.status = 'excluded' THEN 1 ELSE 0 END AS excluded,
  CASE WHEN c.status <> 'excluded' THEN 1 ELSE 0 END AS governed,
  CASE WHEN c.status = 'exited' THEN 1 ELSE 0 END AS exited,
  CASE WHEN c.status = 'remaining' THEN 1 ELSE 0 END AS remaining,
  CASE WHEN c.status <> 'excluded' AND c.contact = 'operating' THEN 1 ELSE 0 END AS operating,
  CASE WHEN c.status <> 'excluded' AND c.contact = 'operating' AND c.interviewed <= m.on_date THEN 1 ELSE 0 END AS interviewed,
  CASE WHEN c.status <> 'excluded' AND c.contact = 'operating' AND c.pledged <= m.on_date THEN 1 ELSE 0 END AS pledged,
  CASE WHEN c.status <> 'excluded' AND c.supervised <= m.on_date THEN 1 ELSE 0 END AS supervised,
  c.record_count AS records,
  0 AS previous_governed,
  0 AS previous_exited,
  CASE WHEN p.previous_status IS NULL THEN 1 ELSE 0 END AS new,
  CASE WHEN c.status = 'exited' AND COALESCE(p.previous_status, 'absent') <> 'exited' THEN 1 ELSE 0 END AS newly_exited,
  CASE WHEN c.status = 'remaining' AND p.previous_status = 'exited' THEN 1 ELSE 0 END AS reentered
FROM current AS c
CROSS JOIN campaign AS m
LEFT JOIN (SELECT entry_id AS previous_entry, status AS previous_status FROM previous) AS p ON c.entry_id = p.previous_entry
UNION ALL
-- 上期的条目计入它上期所在的分组；entity_id 为空，不计入市场主体数。
SELECT
  entry_id, 1 AS of_previous, ledger, county, county_group, industry, department, NULL AS entity_id,
  0 AS listed, 0 AS excluded, 0 AS governed, 0 AS exited, 0 AS remaining, 0 AS operating,
  0 AS interviewed, 0 AS pledged, 0 AS supervised, 0 AS records,
  CASE WHEN status <> 'excluded' THEN 1 ELSE 0 END AS previous_governed,
  CASE WHEN status = 'exited' THEN 1 ELSE 0 END AS previous_exited,
  0 AS new, 0 AS newly_exited, 0 AS reentered
FROM previous
