-- title: 各县（市、区）逐周进展
-- meaning: 从首周到所选日期，各县（市、区）每周的名单、剔除、退出和未退出数（按所选日期所知），以及当周报了几本台账。
-- grain: 一行一个县（市、区）的一周
-- topic: 分析
-- owner: 市信用办
-- example: tongbao query county_weekly
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: as_of | 截止日
-- column: week | 第几周 | 周
-- column: listed | 名单数 | 条
-- column: excluded | 剔除数 | 条
-- column: governed | 治理对象数 | 条
-- column: exited | 退出数 | 条
-- column: remaining | 未退出数 | 条
-- rate: exit_rate = exited / governed | 退出率
-- column: reported | 已报台账 | 本

WITH n AS (
  SELECT
    county AS n_county, as_of AS n_as_of,
    SUM(entries) AS listed,
    SUM(CASE WHEN status = 'excluded' THEN entries ELSE 0 END) AS excluded,
    SUM(CASE WHEN status = 'exited' THEN entries ELSE 0 END) AS exited,
    SUM(CASE WHEN status = 'remaining' THEN entries ELSE 0 END) AS remaining
  FROM weekly_counts
  GROUP BY county, as_of
), sent AS (
  SELECT county AS sent_county, as_of AS sent_as_of, COUNT(DISTINCT ledger) AS reported
  FROM submissions
  WHERE standing = 'in_force'
  GROUP BY county, as_of
), due AS (
  SELECT c.county, c.county_name, c.county_position, k.as_of, k.week
  FROM counties AS c
  CROSS JOIN calendar AS k
)
SELECT
  d.county, d.county_name, d.as_of, d.week,
  COALESCE(n.listed, 0) AS listed,
  COALESCE(n.excluded, 0) AS excluded,
  COALESCE(n.exited, 0) + COALESCE(n.remaining, 0) AS governed,
  COALESCE(n.exited, 0) AS exited,
  COALESCE(n.remaining, 0) AS remaining,
  COALESCE(s.reported, 0) AS reported
FROM due AS d
LEFT JOIN n ON d.county = n.n_county AND d.as_of = n.n_as_of
LEFT JOIN sent AS s ON d.county = s.sent_county AND d.as_of = s.sent_as_of
ORDER BY d.county_position, d.as_of
