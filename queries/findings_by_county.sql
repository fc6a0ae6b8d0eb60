-- title: 各县（市、区）数据质量
-- meaning: 所选日期各县（市、区）的数据质量问题数量，没有问题的也列出。
-- grain: 一行一个县（市、区）
-- topic: 报送与数据质量
-- owner: 市信用办
-- example: tongbao query findings_by_county
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: errors | 错误 | 处
-- column: warnings | 警告 | 处
-- column: notices | 提示 | 处
-- column: findings | 合计 | 处

WITH n AS (
  SELECT
    county AS n_county,
    SUM(CASE WHEN code_severity = 'error' THEN 1 ELSE 0 END) AS errors,
    SUM(CASE WHEN code_severity = 'warning' THEN 1 ELSE 0 END) AS warnings,
    SUM(CASE WHEN code_severity = 'notice' THEN 1 ELSE 0 END) AS notices,
    COUNT(*) AS findings
  FROM counted_findings
  GROUP BY county
)
SELECT
  c.county, c.county_name,
  COALESCE(n.errors, 0) AS errors, COALESCE(n.warnings, 0) AS warnings,
  COALESCE(n.notices, 0) AS notices, COALESCE(n.findings, 0) AS findings
FROM counties AS c
LEFT JOIN n ON c.county = n.n_county
ORDER BY c.county_position
