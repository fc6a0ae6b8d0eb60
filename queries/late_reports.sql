-- title: 未按时报送清单
-- meaning: 截至所选日期，哪个县（市、区）哪一周的哪本台账没有报送。
-- grain: 一行一次缺报
-- topic: 报送与数据质量
-- owner: 市信用办
-- example: tongbao query late_reports --param month=2023-04
-- param: month month = none | 月份（如 2023-04），不填为全部
-- param: county county = none | 县（市、区），不填为全部
-- param: ledger text = none | 台账类别，不填为全部 | judgment 失信被执行人, penalty 行政处罚
-- column: as_of | 截止日
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别

WITH due AS (
  SELECT k.as_of, k.month, c.county, c.county_name, c.county_position, l.ledger, l.ledger_name, l.ledger_position
  FROM counties AS c
  CROSS JOIN ledgers AS l
  CROSS JOIN calendar AS k
), sent AS (
  SELECT DISTINCT county AS sent_county, ledger AS sent_ledger, as_of AS sent_as_of
  FROM submissions
  WHERE standing = 'in_force'
)
SELECT d.as_of, d.county, d.county_name, d.ledger, d.ledger_name
FROM due AS d
CROSS JOIN params AS q
LEFT JOIN sent AS s ON d.county = s.sent_county AND d.ledger = s.sent_ledger AND d.as_of = s.sent_as_of
WHERE s.sent_county IS NULL AND (q.param_month IS NULL OR d.month = q.param_month)
  AND (q.param_county IS NULL OR d.county = q.param_county OR d.county_name = q.param_county)
  AND (q.param_ledger IS NULL OR d.ledger = q.param_ledger)
ORDER BY d.as_of, d.county_position, d.ledger_position
