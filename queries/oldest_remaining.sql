-- title: 在账最久的条目
-- meaning: 在账周数达到给定周数而未退出的条目，最久的在前。
-- grain: 一行一个条目
-- topic: 未退出条目与督办
-- owner: 市信用办
-- example: tongbao query oldest_remaining --param weeks=6 --param county=滑县 --param industry=交通运输
-- param: weeks integer = 6 | 至少在账几周
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
-- column: first_seen | 首次列入截止日
-- column: weeks_listed | 在账周数 | 周
-- column: interviewed | 约谈日期
-- column: step_name | 尚缺事项
-- column: responsible | 责任单位
-- column: source_file | 来源文件
-- column: source_sheet | 来源工作表
-- column: source_row | 来源行

SELECT c.county, c.county_name, c.name, c.uscc, c.ledger, l.ledger_name,
  c.department, c.first_seen, c.weeks_listed, c.interviewed, s.step_name, s.responsible,
  c.source_file, c.source_sheet, c.source_row
FROM current AS c
CROSS JOIN params AS q
CROSS JOIN campaign AS m
JOIN ledgers AS l ON c.ledger = l.ledger
LEFT JOIN steps AS s ON c.missing = s.step
WHERE c.status = 'remaining' AND c.weeks_listed >= q.param_weeks
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
  AND (q.param_industry IS NULL OR COALESCE(c.industry, '未填报') = q.param_industry)
  AND (q.param_department IS NULL OR COALESCE(c.department, '未填报') = q.param_department)
ORDER BY c.weeks_listed DESC, c.public_count DESC NULLS LAST, c.key
