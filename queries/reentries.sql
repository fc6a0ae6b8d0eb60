-- title: 回流条目
-- meaning: 上期已退出、当期又未退出的条目。
-- grain: 一行一个条目
-- topic: 进出与回流
-- owner: 市信用办
-- example: tongbao query reentries
-- param: county county = none | 县（市、区），不填为全部
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: name | 主体名称
-- column: uscc | 统一社会信用代码
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- column: department | 行业主管部门
-- column: step_name | 尚缺事项
-- column: weeks_listed | 在账周数 | 周
-- column: source_file | 来源文件
-- column: source_sheet | 来源工作表
-- column: source_row | 来源行

SELECT c.county, c.county_name, c.name, c.uscc, c.ledger, l.ledger_name,
  c.department, s.step_name, c.weeks_listed,
  c.source_file, c.source_sheet, c.source_row
FROM current AS c
CROSS JOIN params AS q
CROSS JOIN campaign AS m
JOIN ledgers AS l ON c.ledger = l.ledger
LEFT JOIN steps AS s ON c.missing = s.step
JOIN (SELECT entry_id AS previous_entry FROM previous WHERE status = 'exited') AS p ON c.entry_id = p.previous_entry
WHERE c.status = 'remaining'
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
ORDER BY c.county, l.ledger_position, c.key
