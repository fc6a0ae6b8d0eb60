-- title: 只差一步的条目
-- meaning: 只缺一项就能退出的未退出条目。
-- grain: 一行一个条目
-- topic: 未退出条目与督办
-- owner: 市信用办
-- example: tongbao query one_step_short
-- param: county county = none | 县（市、区），不填为全部
-- param: industry industry = none | 行业门类的字母或名称，不填为全部，未填报的写“未填报”
-- param: department department = none | 行业主管部门，不填为全部，未填报的写“未填报”
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: name | 主体名称
-- column: uscc | 统一社会信用代码
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- column: department | 行业主管部门
-- column: step_name | 尚缺事项
-- column: next_step | 下一步
-- column: responsible | 责任单位
-- column: weeks_listed | 在账周数 | 周
-- column: source_file | 来源文件
-- column: source_sheet | 来源工作表
-- column: source_row | 来源行

SELECT c.county, c.county_name, c.name, c.uscc, c.ledger, l.ledger_name,
  c.department, s.step_name, s.next_step, s.responsible, c.weeks_listed,
  c.source_file, c.source_sheet, c.source_row
FROM current AS c
CROSS JOIN params AS q
CROSS JOIN campaign AS m
JOIN ledgers AS l ON c.ledger = l.ledger
LEFT JOIN steps AS s ON c.missing = s.step
WHERE c.status = 'remaining' AND c.missing_all = c.missing
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
  AND (q.param_industry IS NULL OR COALESCE(c.industry, '未填报') = q.param_industry)
  AND (q.param_department IS NULL OR COALESCE(c.department, '未填报') = q.param_department)
ORDER BY c.county, c.weeks_listed DESC, c.key
