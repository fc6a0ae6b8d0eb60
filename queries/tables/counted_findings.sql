-- title: 计数用的数据质量问题
-- meaning: 所选日期计入统计的问题：同一行同一类问题只留一条，被拒收的文件不计。
-- grain: 一行一处问题
-- owner: 市信用办
-- example: SELECT county, COUNT(*) AS 问题数 FROM counted_findings GROUP BY county
-- column: code | 问题代码
-- column: code_name | 问题种类
-- column: code_severity | 程度代码
-- column: severity_name | 程度
-- column: county | 县（市、区）代码
-- column: ledger | 台账类别代码
-- column: file | 文件
-- column: sheet | 工作表
-- column: row | 行

WITH known AS (
  SELECT f.code, k.code_name, k.code_severity, k.severity_name, f.county, f.ledger, f.file, f.sheet, f."row", k.once_a_row
  FROM current_findings AS f
  JOIN finding_codes AS k ON f.code = k.code
  WHERE f.county IS NOT NULL AND NOT k.of_a_file
)
SELECT DISTINCT code, code_name, code_severity, severity_name, county, ledger, file, sheet, "row"
FROM known
WHERE once_a_row
UNION ALL
SELECT code, code_name, code_severity, severity_name, county, ledger, file, sheet, "row"
FROM known
WHERE NOT once_a_row
