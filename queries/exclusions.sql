-- title: 剔除情况
-- meaning: 各县（市、区）按情形剔除的条目数和占名单的比例。
-- grain: 一行一个县（市、区），没有的也列出
-- topic: 进出与回流
-- owner: 市信用办
-- example: tongbao query exclusions
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: listed | 名单数 | 条
-- column: excluded | 剔除数 | 条
-- rate: exclusion_rate = excluded / listed | 剔除率
-- column: bankruptcy | 破产程序 | 条
-- column: abnormal | 经营异常 | 条
-- column: deregistered | 已注销 | 条
-- column: revoked | 已吊销 | 条
-- column: other | 其他 | 条
-- column: unproven | 无文书号未剔除 | 条

WITH n AS (
  SELECT county AS n_county, COUNT(*) AS listed,
    SUM(CASE WHEN status = 'excluded' THEN 1 ELSE 0 END) AS excluded,
    SUM(CASE WHEN status = 'excluded' AND exclusion = 'bankruptcy' THEN 1 ELSE 0 END) AS bankruptcy,
    SUM(CASE WHEN status = 'excluded' AND exclusion = 'abnormal' THEN 1 ELSE 0 END) AS abnormal,
    SUM(CASE WHEN status = 'excluded' AND exclusion = 'deregistered' THEN 1 ELSE 0 END) AS deregistered,
    SUM(CASE WHEN status = 'excluded' AND exclusion = 'revoked' THEN 1 ELSE 0 END) AS revoked,
    SUM(CASE WHEN status = 'excluded' AND exclusion = 'other' THEN 1 ELSE 0 END) AS other,
    SUM(CASE WHEN status <> 'excluded' AND exclusion IS NOT NULL THEN 1 ELSE 0 END) AS unproven
  FROM current
  GROUP BY county
)
SELECT c.county, c.county_name, COALESCE(n.listed, 0) AS listed, COALESCE(n.excluded, 0) AS excluded, COALESCE(n.bankruptcy, 0) AS bankruptcy, COALESCE(n.abnormal, 0) AS abnormal, COALESCE(n.deregistered, 0) AS deregistered, COALESCE(n.revoked, 0) AS revoked, COALESCE(n.other, 0) AS other, COALESCE(n.unproven, 0) AS unproven
FROM counties AS c
LEFT JOIN n ON c.county = n.n_county
ORDER BY c.county_position
