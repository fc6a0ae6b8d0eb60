-- title: 各县（市、区）按时报送
-- meaning: 所选月份各县（市、区）两本台账合计应报、已报、未按时报送的次数；补报到的算已报。
-- grain: 一行一个县（市、区），按配置的顺序
-- topic: 报送与数据质量
-- owner: 市信用办
-- example: tongbao query reporting_by_county
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: due | 应报 | 次
-- column: reported | 已报 | 次
-- column: late | 未按时报送 | 次
-- rate: reporting_rate = reported / due | 按时报送率
-- note: 一本台账一周算一次。

SELECT
  t.county, t.county_name,
  SUM(t.weeks_due) AS due, SUM(t.weeks_reported) AS reported, SUM(t.weeks_late) AS late
FROM timeliness AS t
JOIN (SELECT county AS unit, county_position FROM counties) AS u ON t.county = u.unit
GROUP BY t.county, t.county_name, u.county_position
ORDER BY u.county_position
