-- title: 一个数字由哪些条目组成
-- meaning: 一个数字计入的每个条目，和它所在的文件、工作表、行；给出分母时，分母的条目都列出，并注明是否计入分子。
-- grain: 一行一个条目
-- topic: 追溯
-- owner: 市信用办
-- example: tongbao query figure_entries --param figure=exited --param base=governed --param county=滑县
-- param: figure text | 数字（分子） | listed 名单数, excluded 剔除数, governed 治理对象数, exited 退出数, remaining 未退出数, operating 在经营数, interviewed 已约谈数, pledged 已承诺数, supervised 已纳入重点监管数, entities 市场主体数, records 失信次数, previous_governed 上期治理对象数, previous_exited 上期退出数, new 新增数, newly_exited 新退出数, reentered 回流数, remaining_entities 未退出主体数, remaining_records 未退出失信次数, overdue 逾期数, published 承诺已公示数, guided 已发指引数, repair_applied 已申请修复数, repaired 已完成修复数, checked 已抽查践诺数, kept 践诺数
-- param: base text = none | 分母，不填为没有分母 | listed 名单数, excluded 剔除数, governed 治理对象数, exited 退出数, remaining 未退出数, operating 在经营数, interviewed 已约谈数, pledged 已承诺数, supervised 已纳入重点监管数, entities 市场主体数, records 失信次数, previous_governed 上期治理对象数, previous_exited 上期退出数, new 新增数, newly_exited 新退出数, reentered 回流数, remaining_entities 未退出主体数, remaining_records 未退出失信次数, overdue 逾期数, published 承诺已公示数, guided 已发指引数, repair_applied 已申请修复数, repaired 已完成修复数, checked 已抽查践诺数, kept 践诺数
-- param: county county = none | 县（市、区），不填为全部
-- param: group text = none | 分组，不填为全部
-- param: ledger text = none | 台账类别，不填为全部 | judgment 失信被执行人, penalty 行政处罚
-- param: industry industry = none | 行业门类的字母或名称，不填为全部，未填报的写“未填报”
-- param: department department = none | 行业主管部门，不填为全部，未填报的写“未填报”
-- column: counted | 计入
-- column: of_base | 计入分母
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: name | 主体名称
-- column: uscc | 统一社会信用代码
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- code: status | 状态代码
-- column: status_name | 状态
-- column: as_of | 报送期次
-- column: source_file | 来源文件
-- column: source_sheet | 来源工作表
-- column: source_row | 来源行
-- column: revision | 更正次数 | 次
-- code: submission_id | 报送编号
-- code: sha256 | 文件 SHA-256
-- note: “计入”一列之和就是这个数字；市场主体数里，同一主体的第二个条目计 0。

WITH steps_done AS (
  SELECT c.entry_id AS done_entry, 0 AS done_previous,
    CASE WHEN c.status = 'remaining' AND c.overdue THEN 1 ELSE 0 END AS overdue,
    CASE WHEN c.pledge_published <= m.on_date THEN 1 ELSE 0 END AS published,
    CASE WHEN c.guided <= m.on_date THEN 1 ELSE 0 END AS guided,
    CASE WHEN c.repair_applied <= m.on_date THEN 1 ELSE 0 END AS repair_applied,
    CASE WHEN c.repaired <= m.on_date THEN 1 ELSE 0 END AS repaired,
    CASE WHEN c.pledge_checked <= m.on_date THEN 1 ELSE 0 END AS checked,
    CASE WHEN c.pledge_checked <= m.on_date AND c.pledge_kept THEN 1 ELSE 0 END AS kept
  FROM current AS c
  CROSS JOIN campaign AS m
  WHERE c.status <> 'excluded'
), picked AS (
  SELECT
    e.entry_id, e.of_previous, q.param_figure, q.param_base, e.listed,
    CASE WHEN ROW_NUMBER() OVER (PARTITION BY e.entity_id ORDER BY e.entry_id) = 1 THEN e.listed ELSE 0 END AS first_of_entity,
    CASE WHEN ROW_NUMBER() OVER (PARTITION BY e.entity_id, e.remaining ORDER BY e.entry_id) = 1 THEN e.remaining ELSE 0 END AS first_remaining,
    e.remaining,
    CASE q.param_figure
      WHEN 'listed' THEN e.listed
      WHEN 'excluded' THEN e.excluded
      WHEN 'governed' THEN e.governed
      WHEN 'exited' THEN e.exited
      WHEN 'remaining' THEN e.remaining
      WHEN 'operating' THEN e.operating
      WHEN 'interviewed' THEN e.interviewed
      WHEN 'pledged' THEN e.pledged
      WHEN 'supervised' THEN e.supervised
      WHEN 'records' THEN e.records
      WHEN 'previous_governed' THEN e.previous_governed
      WHEN 'previous_exited' THEN e.previous_exited
      WHEN 'new' THEN e.new
      WHEN 'newly_exited' THEN e.newly_exited
      WHEN 'reentered' THEN e.reentered
      WHEN 'remaining_records' THEN e.remaining * e.records
      WHEN 'overdue' THEN COALESCE(d.overdue, 0)
      WHEN 'published' THEN COALESCE(d.published, 0)
      WHEN 'guided' THEN COALESCE(d.guided, 0)
      WHEN 'repair_applied' THEN COALESCE(d.repair_applied, 0)
      WHEN 'repaired' THEN COALESCE(d.repaired, 0)
      WHEN 'checked' THEN COALESCE(d.checked, 0)
      WHEN 'kept' THEN COALESCE(d.kept, 0)
      ELSE 0 END AS amount,
    CASE q.param_base
      WHEN 'listed' THEN e.listed
      WHEN 'excluded' THEN e.excluded
      WHEN 'governed' THEN e.governed
      WHEN 'exited' THEN e.exited
      WHEN 'remaining' THEN e.remaining
      WHEN 'operating' THEN e.operating
      WHEN 'interviewed' THEN e.interviewed
      WHEN 'pledged' THEN e.pledged
      WHEN 'supervised' THEN e.supervised
      WHEN 'records' THEN e.records
      WHEN 'previous_governed' THEN e.previous_governed
      WHEN 'previous_exited' THEN e.previous_exited
      WHEN 'new' THEN e.new
      WHEN 'newly_exited' THEN e.newly_exited
      WHEN 'reentered' THEN e.reentered
      WHEN 'remaining_records' THEN e.remaining * e.records
      WHEN 'overdue' THEN COALESCE(d.overdue, 0)
      WHEN 'published' THEN COALESCE(d.published, 0)
      WHEN 'guided' THEN COALESCE(d.guided, 0)
      WHEN 'repair_applied' THEN COALESCE(d.repair_applied, 0)
      WHEN 'repaired' THEN COALESCE(d.repaired, 0)
      WHEN 'checked' THEN COALESCE(d.checked, 0)
      WHEN 'kept' THEN COALESCE(d.kept, 0)
      ELSE 0 END AS base_amount
  FROM entries AS e
  CROSS JOIN params AS q
  LEFT JOIN steps_done AS d ON e.entry_id = d.done_entry AND e.of_previous = d.done_previous
  LEFT JOIN (SELECT county AS unit, county_name AS unit_name FROM counties) AS u ON e.county = u.unit
  WHERE (q.param_county IS NULL OR e.county = q.param_county OR u.unit_name = q.param_county)
    AND (q.param_group IS NULL OR e.county_group = q.param_group)
    AND (q.param_ledger IS NULL OR e.ledger = q.param_ledger)
    AND (q.param_industry IS NULL OR COALESCE(e.industry, '未填报') = q.param_industry)
    AND (q.param_department IS NULL OR COALESCE(e.department, '未填报') = q.param_department)
), counted AS (
  SELECT
    entry_id AS picked_entry, of_previous AS picked_previous,
    CASE param_figure WHEN 'entities' THEN first_of_entity WHEN 'remaining_entities' THEN first_remaining ELSE amount END AS counted,
    CASE param_base WHEN 'entities' THEN first_of_entity WHEN 'remaining_entities' THEN first_remaining ELSE base_amount END AS of_base
  FROM picked
  WHERE amount <> 0 OR base_amount <> 0 OR (param_figure = 'entities' AND listed = 1)
    OR (param_figure = 'remaining_entities' AND remaining = 1)
), placed AS (
  SELECT entry_id, 0 AS of_previous, key, county, county_name, name, uscc, ledger, status, as_of,
    source_file, source_sheet, source_row, submission_id
  FROM current
  UNION ALL
  SELECT entry_id, 1 AS of_previous, key, county, county_name, name, uscc, ledger, status, as_of,
    source_file, source_sheet, source_row, submission_id
  FROM previous
)
SELECT
  n.counted, n.of_base, c.county, c.county_name, c.name, c.uscc, c.ledger, l.ledger_name, c.status, v.status_name,
  c.as_of, c.source_file, c.source_sheet, c.source_row, s.revision, c.submission_id, s.sha256
FROM placed AS c
JOIN counted AS n ON c.entry_id = n.picked_entry AND c.of_previous = n.picked_previous
JOIN ledgers AS l ON c.ledger = l.ledger
LEFT JOIN (SELECT county AS unit, county_position FROM counties) AS u ON c.county = u.unit
LEFT JOIN (SELECT code AS status_code, label AS status_name FROM labels WHERE field = 'status') AS v ON c.status = v.status_code
LEFT JOIN (SELECT id AS submission, revision, sha256 FROM submissions) AS s ON c.submission_id = s.submission
ORDER BY n.counted DESC, u.county_position, l.ledger_position, c.key
