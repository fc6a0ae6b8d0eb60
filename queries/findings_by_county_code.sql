-- title: 各县（市、区）各类数据质量问题
-- meaning: 所选日期各县（市、区）每一类数据质量问题的数量，计法同 findings_by_code。
-- grain: 一行一个县（市、区）的一类问题，没有问题的不列
-- topic: 报送与数据质量
-- owner: 市信用办
-- example: tongbao query findings_by_county_code
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- code: code | 问题代码
-- column: code_name | 问题种类
-- column: findings | 数量 | 处

SELECT c.county, c.county_name, f.code, f.code_name, COUNT(*) AS findings
FROM counted_findings AS f
JOIN counties AS c ON f.county = c.county
GROUP BY c.county_position, c.county, c.county_name, f.code, f.code_name
ORDER BY c.county_position, f.code
