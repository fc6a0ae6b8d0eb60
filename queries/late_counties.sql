-- title: 迟报的县（市、区）
-- meaning: 所选月份有未按时报送的县（市、区），两本台账分列。
-- grain: 一行一个有迟报的县（市、区）
-- topic: 报送与数据质量
-- owner: 市信用办
-- example: tongbao query late_counties --month 2023-05
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: late_judgment | 失信被执行人迟报 | 周
-- column: late_penalty | 行政处罚迟报 | 周
-- column: late | 合计 | 周

SELECT county, county_name,
  SUM(CASE WHEN ledger = 'judgment' THEN weeks_late ELSE 0 END) AS late_judgment,
  SUM(CASE WHEN ledger = 'penalty' THEN weeks_late ELSE 0 END) AS late_penalty,
  SUM(weeks_late) AS late
FROM timeliness
GROUP BY county, county_name
HAVING SUM(weeks_late) > 0
ORDER BY late DESC, county
