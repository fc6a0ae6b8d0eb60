-- title: 各步骤的欠账
-- meaning: 未退出条目卡在哪一步、由谁做，各县（市、区）分列。
-- grain: 一行一个县（市、区）的一个步骤
-- topic: 未退出条目与督办
-- owner: 市信用办
-- example: tongbao query missing_steps
-- param: county county = none | 县（市、区），不填为全部
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- code: missing | 尚缺事项代码
-- column: step_name | 尚缺事项
-- column: responsible | 责任单位
-- column: entries | 条目 | 条
-- column: overdue | 其中逾期 | 条

SELECT c.county, c.county_name, c.missing, s.step_name, s.responsible, COUNT(*) AS entries,
  SUM(CASE WHEN c.overdue THEN 1 ELSE 0 END) AS overdue
FROM current AS c
CROSS JOIN params AS q
LEFT JOIN steps AS s ON c.missing = s.step
WHERE c.status = 'remaining'
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
GROUP BY c.county, c.county_name, c.missing, s.step_name, s.responsible
ORDER BY c.county, entries DESC, c.missing
