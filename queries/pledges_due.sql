-- title: 待约谈、待承诺的条目
-- meaning: 仍在经营、还没有退出，缺约谈或者缺信用承诺的条目：承诺书（tongbao forms）按它准备。
-- grain: 一行一个条目；同一市场主体列入两本台账的有两行，市场主体编号相同
-- topic: 措施与承诺
-- owner: 市信用办
-- example: tongbao query pledges_due --param county=滑县
-- param: county county = none | 县（市、区），不填为全部
-- param: department department = none | 行业主管部门，不填为全部，未填报的写“未填报”
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: department | 行业主管部门
-- code: entity_id | 市场主体编号
-- column: name | 主体名称
-- column: uscc | 统一社会信用代码
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- column: interviewed | 约谈日期
-- column: pledged | 承诺书签署日期
-- column: weeks_listed | 在账周数 | 周
-- column: source_file | 来源文件
-- column: source_sheet | 来源工作表
-- column: source_row | 来源行

SELECT c.county, c.county_name, c.department, c.entity_id, c.name, c.uscc, c.ledger, l.ledger_name,
  c.interviewed, c.pledged, c.weeks_listed,
  c.source_file, c.source_sheet, c.source_row
FROM current AS c
CROSS JOIN params AS q
JOIN ledgers AS l ON c.ledger = l.ledger
LEFT JOIN (SELECT county AS unit, county_position FROM counties) AS u ON c.county = u.unit
WHERE c.status = 'remaining' AND (c.missing_all LIKE '%interviewed%' OR c.missing_all LIKE '%pledged%')
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
  AND (q.param_department IS NULL OR COALESCE(c.department, '未填报') = q.param_department)
ORDER BY u.county_position, c.department NULLS LAST, l.ledger_position, c.key
