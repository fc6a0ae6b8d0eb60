-- title: 证据不足的退出
-- meaning: 填报已退出、但同一行没有证据的条目，按未退出计。
-- grain: 一行一个条目
-- topic: 进出与回流
-- owner: 市信用办
-- example: tongbao query unproven_exits
-- param: county county = none | 县（市、区），不填为全部
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: name | 主体名称
-- column: uscc | 统一社会信用代码
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- column: exit_date | 退出日期（填报）
-- column: step_name | 尚缺事项
-- column: responsible | 责任单位
-- column: source_file | 来源文件
-- column: source_sheet | 来源工作表
-- column: source_row | 来源行

SELECT c.county, c.county_name, c.name, c.uscc, c.ledger, l.ledger_name, c.exit_date, s.step_name, s.responsible,
  c.source_file, c.source_sheet, c.source_row
FROM current AS c
CROSS JOIN params AS q
JOIN ledgers AS l ON c.ledger = l.ledger
LEFT JOIN steps AS s ON c.missing = s.step
WHERE c.status = 'remaining' AND c.exit_claimed
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
ORDER BY c.county, l.ledger_position, c.key
