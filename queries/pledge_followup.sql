-- title: 承诺的公示和践诺
-- meaning: 各县（市、区）签了承诺的治理对象里，公示了多少、抽查了多少、履行了多少。
-- grain: 一行一个县（市、区），按配置的顺序
-- topic: 措施与承诺
-- owner: 市信用办
-- example: tongbao query pledge_followup
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: signed | 已签承诺 | 条
-- column: published | 已公示 | 条
-- rate: publication_rate = published / signed | 公示率
-- column: checked | 已抽查 | 条
-- rate: check_rate = checked / signed | 抽查率
-- column: judged | 抽查有结果 | 条
-- column: kept | 履行 | 条
-- column: broken | 未履行 | 条
-- rate: kept_rate = kept / judged | 履约率
-- note: 只数截至所选日期已签承诺的治理对象；未履行的名单见 pledges_unkept。

WITH signed AS (
  SELECT c.county AS signed_county,
    CASE WHEN c.pledge_published <= m.on_date THEN 1 ELSE 0 END AS published,
    CASE WHEN c.pledge_checked <= m.on_date THEN 1 ELSE 0 END AS checked,
    CASE WHEN c.pledge_checked <= m.on_date AND c.pledge_kept THEN 1 ELSE 0 END AS kept,
    CASE WHEN c.pledge_checked <= m.on_date AND NOT c.pledge_kept THEN 1 ELSE 0 END AS broken
  FROM current AS c
  CROSS JOIN campaign AS m
  WHERE c.status <> 'excluded' AND c.pledged <= m.on_date
), n AS (
  SELECT signed_county, COUNT(*) AS signed, SUM(published) AS published, SUM(checked) AS checked,
    SUM(kept) + SUM(broken) AS judged, SUM(kept) AS kept, SUM(broken) AS broken
  FROM signed
  GROUP BY signed_county
)
SELECT c.county, c.county_name,
  COALESCE(n.signed, 0) AS signed, COALESCE(n.published, 0) AS published, COALESCE(n.checked, 0) AS checked,
  COALESCE(n.judged, 0) AS judged, COALESCE(n.kept, 0) AS kept, COALESCE(n.broken, 0) AS broken
FROM counties AS c
LEFT JOIN n ON c.county = n.signed_county
ORDER BY c.county_position
