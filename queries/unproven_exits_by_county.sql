-- title: 各县（市、区）证据不足的退出
-- meaning: 填报已退出、但证据不足而按未退出计的条目数。
-- grain: 一行一个县（市、区），没有的也列出
-- topic: 进出与回流
-- owner: 市信用办
-- example: tongbao query unproven_exits_by_county
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: claimed | 填报已退出而证据不足 | 条

WITH n AS (
  SELECT county AS n_county, COUNT(*) AS claimed
  FROM current
  WHERE status = 'remaining' AND exit_claimed
  GROUP BY county
)
SELECT c.county, c.county_name, COALESCE(n.claimed, 0) AS claimed
FROM counties AS c
LEFT JOIN n ON c.county = n.n_county
ORDER BY c.county_position
