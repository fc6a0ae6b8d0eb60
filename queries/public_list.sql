-- title: 公示名单
-- meaning: 当期仍未退出、应当公示的条目。
-- grain: 一行一个条目
-- topic: 公示
-- owner: 市信用办
-- example: tongbao query public_list
-- param: county county = none | 县（市、区），不填为全部
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: name | 主体名称
-- column: uscc | 统一社会信用代码
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- column: record_count | 失信次数 | 次
-- column: authority | 执行法院或处罚机关
-- column: source_file | 来源文件
-- column: source_sheet | 来源工作表
-- column: source_row | 来源行

SELECT c.county, c.county_name, c.name, c.uscc, c.ledger, l.ledger_name,
  c.record_count, c.authority,
  c.source_file, c.source_sheet, c.source_row
FROM current AS c
CROSS JOIN params AS q
CROSS JOIN campaign AS m
JOIN ledgers AS l ON c.ledger = l.ledger
LEFT JOIN (SELECT county AS unit, county_position FROM counties) AS u ON c.county = u.unit
WHERE c.status = 'remaining'
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
ORDER BY u.county_position, l.ledger_position, c.key
