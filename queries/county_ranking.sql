-- title: 各县（市、区）退出率排名
-- meaning: 按退出率由高到低排名，同率同名次、后面的名次空开；没有治理对象的不参加排名。
-- grain: 一行一个县（市、区），按名次
-- topic: 总体进展与排名
-- owner: 市信用办
-- example: tongbao query county_ranking
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: county_group | 分组
-- column: rank | 名次
-- column: rank_in_group | 组内名次
-- column: previous_rank | 上期名次
-- column: governed | 治理对象数 | 条
-- column: exited | 退出数 | 条
-- column: remaining | 未退出数 | 条
-- rate: exit_rate = exited / governed | 退出率
-- column: excluded | 剔除数 | 条
-- column: listed | 名单数 | 条
-- rate: exclusion_rate = excluded / listed | 剔除率
-- column: previous_governed | 上期治理对象数 | 条
-- column: previous_exited | 上期退出数 | 条
-- rate: previous_exit_rate = previous_exited / previous_governed | 上期退出率
-- column: newly_exited | 新退出数 | 条
-- note: 没有治理对象的县（市、区）不参加排名。

WITH rated AS (
  SELECT
    county AS rated_county,
    RANK() OVER (ORDER BY exited * 1.0 / governed DESC) AS rank,
    RANK() OVER (PARTITION BY county_group ORDER BY exited * 1.0 / governed DESC) AS rank_in_group
  FROM county_counts
  WHERE governed > 0
), before AS (
  SELECT
    county AS before_county,
    RANK() OVER (ORDER BY previous_exited * 1.0 / previous_governed DESC) AS previous_rank
  FROM county_counts
  WHERE previous_governed > 0
)
SELECT
  c.county, c.county_name, c.county_group, r.rank, r.rank_in_group, b.previous_rank,
  c.governed, c.exited, c.remaining, c.excluded, c.listed, c.previous_governed, c.previous_exited, c.newly_exited
FROM county_counts AS c
LEFT JOIN rated AS r ON c.county = r.rated_county
LEFT JOIN before AS b ON c.county = b.before_county
ORDER BY r.rank NULLS LAST, c.county_position
