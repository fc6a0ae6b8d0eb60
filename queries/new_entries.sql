-- title: 新增条目
-- meaning: 上期没有、当期列入的条目。
-- grain: 一行一个条目
-- topic: 进出与回流
-- owner: 市信用办
-- example: tongbao query new_entries
-- param: county county = none | 县（市、区），不填为全部
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: name | 主体名称
-- column: uscc | 统一社会信用代码
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- code: status | 状态代码
-- column: department | 行业主管部门
-- column: first_seen | 首次列入截止日
-- column: record_count | 失信次数 | 次
-- column: source_file | 来源文件
-- column: source_sheet | 来源工作表
-- column: source_row | 来源行

SELECT c.county, c.county_name, c.name, c.uscc, c.ledger, l.ledger_name,
  c.status, c.department, c.first_seen, c.record_count,
  c.source_file, c.source_sheet, c.source_row
FROM current AS c
CROSS JOIN params AS q
CROSS JOIN campaign AS m
JOIN ledgers AS l ON c.ledger = l.ledger
LEFT JOIN (SELECT entry_id AS previous_entry FROM previous) AS p ON c.entry_id = p.previous_entry
WHERE p.previous_entry IS NULL
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
ORDER BY c.county, l.ledger_position, c.key
