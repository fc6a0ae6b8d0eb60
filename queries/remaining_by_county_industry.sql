-- title: 县（市、区）与行业的未退出数
-- meaning: 各县（市、区）各行业还有多少条目未退出，按数量排列。
-- grain: 一行一个县（市、区）的一个行业，没有未退出的不列
-- topic: 未退出条目与督办
-- owner: 市信用办
-- example: tongbao query remaining_by_county_industry
-- param: county county = none | 县（市、区），不填为全部
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- code: industry | 行业门类
-- column: industry_name | 行业名称
-- column: remaining | 未退出数 | 条
-- column: records | 失信次数 | 次

SELECT c.county, c.county_name, c.industry, c.industry_name, COUNT(*) AS remaining, SUM(c.record_count) AS records
FROM current AS c
CROSS JOIN params AS q
WHERE c.status = 'remaining'
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
GROUP BY c.county, c.county_name, c.industry, c.industry_name
ORDER BY remaining DESC, c.county, c.industry NULLS LAST
