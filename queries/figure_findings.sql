-- title: 数据质量问题由哪些行组成
-- meaning: 计入统计的每一处问题和它的文件、工作表、行；同一行同一类问题只列一处。
-- grain: 一行一处问题
-- topic: 追溯
-- owner: 市信用办
-- example: tongbao query figure_findings --param code=uscc.invalid
-- param: code text = none | 问题代码，不填为全部
-- param: severity text = none | 程度，不填为全部 | error 错误, warning 警告, notice 提示
-- param: county county = none | 县（市、区），不填为全部
-- code: code | 问题代码
-- column: code_name | 问题种类
-- code: severity | 程度代码
-- column: severity_name | 程度
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- code: ledger | 台账类别代码
-- column: file | 来源文件
-- column: sheet | 来源工作表
-- column: row | 来源行

SELECT f.code, f.code_name, f.code_severity AS severity, f.severity_name, f.county, c.county_name, f.ledger, f.file, f.sheet, f."row"
FROM counted_findings AS f
CROSS JOIN params AS q
LEFT JOIN (SELECT county AS unit, county_name, county_position FROM counties) AS c ON f.county = c.unit
WHERE (q.param_code IS NULL OR f.code = q.param_code)
  AND (q.param_severity IS NULL OR f.code_severity = q.param_severity)
  AND (q.param_county IS NULL OR f.county = q.param_county)
ORDER BY c.county_position, f.ledger, f.file, f.sheet, f."row", f.code
