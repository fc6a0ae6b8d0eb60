-- title: 退出数与名次
-- meaning: 各组的治理对象数、退出数和按退出率的名次；“分析”里的区间由它算出。
-- grain: 一行一组；县（市、区）没有条目的也列出
-- topic: 分析
-- owner: 市信用办
-- example: tongbao query exit_counts --param by=contact
-- param: by text = county | 按什么分组 | county, industry, contact
-- code: unit | 分组代码
-- column: unit_name | 分组
-- column: rank | 名次
-- column: governed | 治理对象数 | 条
-- column: exited | 退出数 | 条
-- rate: exit_rate = exited / governed | 退出率

WITH counted AS (
  SELECT
    CASE
      WHEN q.param_by = 'county' THEN c.county
      WHEN q.param_by = 'industry' THEN COALESCE(c.industry, '未填报')
      ELSE COALESCE(c.contact, '未填报')
    END AS unit,
    CASE WHEN c.status <> 'excluded' THEN 1 ELSE 0 END AS governed,
    CASE WHEN c.status = 'exited' THEN 1 ELSE 0 END AS exited
  FROM current AS c
  CROSS JOIN params AS q
  UNION ALL
  SELECT u.county AS unit, 0 AS governed, 0 AS exited
  FROM counties AS u
  CROSS JOIN params AS q
  WHERE q.param_by = 'county'
), units AS (
  SELECT unit, SUM(governed) AS governed, SUM(exited) AS exited FROM counted GROUP BY unit
), rated AS (
  SELECT unit AS rated_unit, RANK() OVER (ORDER BY exited * 1.0 / governed DESC) AS rank
  FROM units
  WHERE governed > 0
)
SELECT
  n.unit,
  COALESCE(u.county_name, i.industry_name, k.label, n.unit) AS unit_name,
  r.rank, n.governed, n.exited
FROM units AS n
LEFT JOIN rated AS r ON n.unit = r.rated_unit
LEFT JOIN (SELECT county, county_name, county_position FROM counties) AS u ON n.unit = u.county
LEFT JOIN (SELECT industry, industry_name FROM industries) AS i ON n.unit = i.industry
LEFT JOIN (SELECT code, label FROM labels WHERE field = 'contact') AS k ON n.unit = k.code
ORDER BY u.county_position NULLS LAST, n.unit
