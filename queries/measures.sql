-- title: 重点工作落实
-- meaning: 约谈、承诺、指引、重点监管和信用修复：应做多少、做了多少。约谈和承诺只对在经营的治理对象要求。
-- grain: 一行一个县（市、区），按配置的顺序
-- topic: 措施与承诺
-- owner: 市信用办
-- example: tongbao query measures
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: governed | 治理对象数 | 条
-- column: operating | 在经营数 | 条
-- column: interviewed | 已约谈数 | 条
-- rate: interview_rate = interviewed / operating | 约谈覆盖率
-- column: pledged | 已承诺数 | 条
-- rate: pledge_rate = pledged / operating | 承诺覆盖率
-- column: published | 承诺已公示数 | 条
-- column: guided | 已发指引数 | 条
-- rate: guide_rate = guided / governed | 指引发放率
-- column: supervised | 已纳入重点监管数 | 条
-- rate: supervision_rate = supervised / governed | 重点监管覆盖率
-- column: repair_applied | 已申请修复数 | 条
-- column: repaired | 已完成修复数 | 条
-- column: checked | 已抽查践诺数 | 条
-- column: kept | 践诺数 | 条

WITH done AS (
  SELECT
    c.county AS done_county,
    COUNT(*) AS governed,
    SUM(CASE WHEN c.contact = 'operating' THEN 1 ELSE 0 END) AS operating,
    SUM(CASE WHEN c.contact = 'operating' AND c.interviewed <= m.on_date THEN 1 ELSE 0 END) AS interviewed,
    SUM(CASE WHEN c.contact = 'operating' AND c.pledged <= m.on_date THEN 1 ELSE 0 END) AS pledged,
    SUM(CASE WHEN c.pledge_published <= m.on_date THEN 1 ELSE 0 END) AS published,
    SUM(CASE WHEN c.guided <= m.on_date THEN 1 ELSE 0 END) AS guided,
    SUM(CASE WHEN c.supervised <= m.on_date THEN 1 ELSE 0 END) AS supervised,
    SUM(CASE WHEN c.repair_applied <= m.on_date THEN 1 ELSE 0 END) AS repair_applied,
    SUM(CASE WHEN c.repaired <= m.on_date THEN 1 ELSE 0 END) AS repaired,
    SUM(CASE WHEN c.pledge_checked <= m.on_date THEN 1 ELSE 0 END) AS checked,
    SUM(CASE WHEN c.pledge_checked <= m.on_date AND c.pledge_kept THEN 1 ELSE 0 END) AS kept
  FROM current AS c
  CROSS JOIN campaign AS m
  WHERE c.status <> 'excluded'
  GROUP BY c.county
)
SELECT
  c.county, c.county_name,
  COALESCE(d.governed, 0) AS governed,
  COALESCE(d.operating, 0) AS operating,
  COALESCE(d.interviewed, 0) AS interviewed,
  COALESCE(d.pledged, 0) AS pledged,
  COALESCE(d.published, 0) AS published,
  COALESCE(d.guided, 0) AS guided,
  COALESCE(d.supervised, 0) AS supervised,
  COALESCE(d.repair_applied, 0) AS repair_applied,
  COALESCE(d.repaired, 0) AS repaired,
  COALESCE(d.checked, 0) AS checked,
  COALESCE(d.kept, 0) AS kept
FROM counties AS c
LEFT JOIN done AS d ON c.county = d.done_county
ORDER BY c.county_position
