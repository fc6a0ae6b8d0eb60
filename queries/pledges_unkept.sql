-- title: 抽查未践诺的条目
-- meaning: 抽查发现没有履行承诺的条目。
-- grain: 一行一个条目
-- topic: 措施与承诺
-- owner: 市信用办
-- example: tongbao query pledges_unkept
-- param: county county = none | 县（市、区），不填为全部
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: name | 主体名称
-- column: uscc | 统一社会信用代码
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- column: department | 行业主管部门
-- column: pledged | 承诺书签署日期
-- column: pledge_published | 承诺书公示日期
-- column: pledge_checked | 践诺抽查日期
-- column: source_file | 来源文件
-- column: source_sheet | 来源工作表
-- column: source_row | 来源行

SELECT c.county, c.county_name, c.name, c.uscc, c.ledger, l.ledger_name,
  c.department, c.pledged, c.pledge_published, c.pledge_checked,
  c.source_file, c.source_sheet, c.source_row
FROM current AS c
CROSS JOIN params AS q
CROSS JOIN campaign AS m
JOIN ledgers AS l ON c.ledger = l.ledger
WHERE c.status <> 'excluded' AND NOT c.pledge_kept
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
ORDER BY c.county, l.ledger_position, c.key
