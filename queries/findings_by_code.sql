-- title: 数据质量问题分类
-- meaning: 所选日期各类数据质量问题的数量；同一行同一类问题只计一次，列、文件和状态的问题逐个计。
-- grain: 一行一类问题
-- topic: 报送与数据质量
-- owner: 市信用办
-- example: tongbao query findings_by_code
-- code: code | 问题代码
-- column: code_name | 问题种类
-- code: severity | 程度代码
-- column: severity_name | 程度
-- column: findings | 数量 | 处
-- column: counties | 涉及县（市、区） | 个

SELECT t.code, t.code_name, t.code_severity AS severity, t.severity_name, COUNT(*) AS findings, COUNT(DISTINCT t.county) AS counties
FROM counted_findings AS t
GROUP BY t.code, t.code_name, t.code_severity, t.severity_name
ORDER BY t.code
