-- title: 退出用时的风险集
-- meaning: 从首次列入起第几周还有多少条在账、退出多少、截尾（剔除或至今未退出）多少；“分析”里的退出用时由它算出。
-- grain: 一行一组的一个用时
-- topic: 分析
-- owner: 市信用办
-- example: tongbao query survival_risk --param by=industry
-- param: by text = county | 按什么分组 | county, industry, contact
-- code: unit | 分组代码
-- column: unit_name | 分组
-- column: weeks | 列入后周数 | 周
-- column: at_risk | 期初在账 | 条
-- column: events | 退出 | 条
-- column: censored | 截尾 | 条
-- note: 只看每个条目的第一段；期初在账包括当周离开的。

WITH grouped AS (
  SELECT
    CASE
      WHEN q.param_by = 'county' THEN s.county
      WHEN q.param_by = 'industry' THEN COALESCE(s.industry, '未填报')
      ELSE COALESCE(s.contact, '未填报')
    END AS unit,
    s.weeks, s.event, s.censored
  FROM spells AS s
  CROSS JOIN params AS q
), leaving AS (
  SELECT unit, weeks, SUM(event) AS events, SUM(censored) AS censored
  FROM grouped
  GROUP BY unit, weeks
), later AS (
  SELECT unit AS later_unit, weeks AS later_weeks, events + censored AS gone FROM leaving
), risk AS (
  SELECT
    s.unit, s.weeks, s.events, s.censored,
    SUM(CASE WHEN l.later_weeks >= s.weeks THEN l.gone ELSE 0 END) AS at_risk
  FROM leaving AS s
  JOIN later AS l ON s.unit = l.later_unit
  GROUP BY s.unit, s.weeks, s.events, s.censored
)
SELECT
  r.unit,
  COALESCE(u.county_name, i.industry_name, k.label, r.unit) AS unit_name,
  r.weeks, r.at_risk, r.events, r.censored
FROM risk AS r
LEFT JOIN (SELECT county, county_name, county_position FROM counties) AS u ON r.unit = u.county
LEFT JOIN (SELECT industry, industry_name FROM industries) AS i ON r.unit = i.industry
LEFT JOIN (SELECT code, label FROM labels WHERE field = 'contact') AS k ON r.unit = k.code
ORDER BY u.county_position NULLS LAST, r.unit, r.weeks
