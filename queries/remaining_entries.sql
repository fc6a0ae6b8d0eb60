-- title: 未退出条目
-- meaning: 仍未退出的条目，用于通报附表；按县（市、区）、台账、在账周数排列。
-- grain: 一行一个未退出条目
-- topic: 未退出条目与督办
-- owner: 市信用办
-- example: tongbao query remaining_entries --param county=滑县
-- param: county county = none | 县（市、区），不填为全部
-- param: industry industry = none | 行业门类的字母或名称，不填为全部，未填报的写“未填报”
-- param: department department = none | 行业主管部门，不填为全部，未填报的写“未填报”
-- param: ledger text = none | 台账类别，不填为全部 | judgment 失信被执行人, penalty 行政处罚
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: name | 主体名称
-- column: uscc | 统一社会信用代码
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- column: industry_name | 行业名称
-- column: department | 行业主管部门
-- column: record_count | 失信次数 | 次
-- column: public_count | 仍在公示次数 | 次
-- column: weeks_listed | 在账周数 | 周
-- column: step_name | 尚缺事项
-- column: responsible | 责任单位
-- column: overdue | 逾期

SELECT
  c.county, c.county_name, c.name, c.uscc, c.ledger, l.ledger_name, c.industry_name, c.department, c.record_count, c.public_count,
  c.weeks_listed, s.step_name, s.responsible, c.overdue
FROM current AS c
CROSS JOIN params AS q
JOIN ledgers AS l ON c.ledger = l.ledger
LEFT JOIN steps AS s ON c.missing = s.step
LEFT JOIN (SELECT county AS unit, county_position FROM counties) AS u ON c.county = u.unit
WHERE c.status = 'remaining'
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
  AND (q.param_industry IS NULL OR COALESCE(c.industry, '未填报') = q.param_industry)
  AND (q.param_department IS NULL OR COALESCE(c.department, '未填报') = q.param_department)
  AND (q.param_ledger IS NULL OR c.ledger = q.param_ledger)
ORDER BY u.county_position, l.ledger_position, c.weeks_listed DESC, c.key
