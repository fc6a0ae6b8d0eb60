-- title: 各层退出数
-- meaning: 各县（市、区）在每个“行业×联系情况”层里的治理对象数和退出数，旁边是全市同一层的；“分析”里的标准化退出率由它算出。
-- grain: 一行一个县（市、区）的一层，没有治理对象的层不列
-- topic: 分析
-- owner: 市信用办
-- example: tongbao query exit_strata
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- code: industry | 行业门类
-- column: industry_name | 行业名称
-- code: contact | 联系情况代码
-- column: contact_name | 联系情况
-- column: governed | 治理对象数 | 条
-- column: exited | 退出数 | 条
-- column: city_governed | 全市同层治理对象数 | 条
-- column: city_exited | 全市同层退出数 | 条

WITH governed AS (
  SELECT
    county,
    COALESCE(industry, '未填报') AS industry,
    COALESCE(contact, '未填报') AS contact,
    CASE WHEN status = 'exited' THEN 1 ELSE 0 END AS exited
  FROM current
  WHERE status <> 'excluded'
), mine AS (
  SELECT county, industry, contact, COUNT(*) AS governed, SUM(exited) AS exited
  FROM governed
  GROUP BY county, industry, contact
), city AS (
  SELECT industry AS city_industry, contact AS city_contact, COUNT(*) AS city_governed, SUM(exited) AS city_exited
  FROM governed
  GROUP BY industry, contact
)
SELECT
  m.county, u.county_name, m.industry, COALESCE(i.industry_name, m.industry) AS industry_name,
  m.contact, COALESCE(k.label, m.contact) AS contact_name,
  m.governed, m.exited, c.city_governed, c.city_exited
FROM mine AS m
JOIN city AS c ON m.industry = c.city_industry AND m.contact = c.city_contact
LEFT JOIN (SELECT county AS unit, county_name, county_position FROM counties) AS u ON m.county = u.unit
LEFT JOIN (SELECT industry AS letter, industry_name FROM industries) AS i ON m.industry = i.letter
LEFT JOIN (SELECT code, label FROM labels WHERE field = 'contact') AS k ON m.contact = k.code
ORDER BY u.county_position, m.industry, m.contact
