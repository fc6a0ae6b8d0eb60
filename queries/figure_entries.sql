-- title: 一个数字由哪些条目组成
-- meaning: 一个数字计入的每个条目，和它所在的文件、工作表、行；给出分母时，分母的条目都列出，并注明是否计入分子。
-- grain: 一行一个条目
-- topic: 追溯
-- owner: 市信用办
-- example: tongbao query figure_entries --param figure=exited --param base=governed --param county=滑县
-- param: figure text | 数字（分子） | listed, excluded, governed, exited, remaining, operating, interviewed, pledged, supervised, entities, records, previous_governed, previous_exited, new, newly_exited, reentered
-- param: base text = none | 分母，不填为没有分母 | listed, excluded, governed, exited, remaining, operating, interviewed, pledged, supervised, entities, records, previous_governed, previous_exited, new, newly_exited, reentered
-- param: county text = none | 县（市、区）代码或名称，不填为全部
-- param: group text = none | 分组，不填为全部
-- param: ledger text = none | 台账类别，不填为全部 | judgment, penalty
-- param: industry text = none | 行业门类，不填为全部，未填报的写“未填报”
-- param: department text = none | 行业主管部门，不填为全部，未填报的写“未填报”
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

WITH picked AS (
  SELECT
    e.entry_id, e.of_previous, q.param_figure, q.param_base, e.listed,
    CASE WHEN ROW_NUMBER() OVER (PARTITION BY e.entity_id ORDER BY e.entry_id) = 1 THEN e.listed ELSE 0 END AS first_of_entity,
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
      ELSE 0 END AS base_amount
  FROM entries AS e
  CROSS JOIN params AS q
  LEFT JOIN (SELECT county AS unit, county_name AS unit_name FROM counties) AS u ON e.county = u.unit
  WHERE (q.param_county IS NULL OR e.county = q.param_county OR u.unit_name = q.param_county)
    AND (q.param_group IS NULL OR e.county_group = q.param_group)
    AND (q.param_ledger IS NULL OR e.ledger = q.param_ledger)
    AND (q.param_industry IS NULL OR COALESCE(e.industry, '未填报') = q.param_industry)
    AND (q.param_department IS NULL OR COALESCE(e.department, '未填报') = q.param_department)
), counted AS (
  SELECT
    entry_id AS picked_entry, of_previous AS picked_previous,
    CASE WHEN param_figure = 'entities' THEN first_of_entity ELSE amount END AS counted,
    CASE WHEN param_base = 'entities' THEN first_of_entity ELSE base_amount END AS of_base
  FROM picked
  WHERE amount <> 0 OR base_amount <> 0 OR (param_figure = 'entities' AND listed = 1)
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
