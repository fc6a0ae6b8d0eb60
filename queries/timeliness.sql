-- title: 报送及时性
-- meaning: 所选月份各县（市、区）每本台账应报、已报和未按时报送的周数；补报到的算已报。
-- grain: 一行一个县（市、区）的一本台账
-- topic: 报送与数据质量
-- owner: 市信用办
-- example: tongbao query timeliness
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- column: weeks_due | 应报 | 周
-- column: weeks_reported | 已报 | 周
-- column: weeks_late | 未按时报送 | 周

WITH due AS (
  SELECT c.county, c.county_name, c.county_position, l.ledger, l.ledger_name, l.ledger_position, k.as_of, k.month
  FROM counties AS c
  CROSS JOIN ledgers AS l
  CROSS JOIN calendar AS k
), sent AS (
  SELECT DISTINCT county AS sent_county, ledger AS sent_ledger, as_of AS sent_as_of
  FROM submissions
  WHERE standing = 'in_force'
), course AS (
  SELECT d.county, d.county_name, d.county_position, d.ledger, d.ledger_name, d.ledger_position, s.sent_county
  FROM due AS d
  CROSS JOIN campaign AS m
  LEFT JOIN sent AS s ON d.county = s.sent_county AND d.ledger = s.sent_ledger AND d.as_of = s.sent_as_of
  WHERE d.month = m.report_month
)
SELECT
  county, county_name, ledger, ledger_name,
  COUNT(*) AS weeks_due, COUNT(sent_county) AS weeks_reported, COUNT(*) - COUNT(sent_county) AS weeks_late
FROM course
GROUP BY county, county_name, county_position, ledger, ledger_name, ledger_position
ORDER BY county_position, ledger_position
