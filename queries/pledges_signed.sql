-- title: 已签承诺的公示、抽查和践行
-- meaning: 治理对象已签的信用承诺书：公示没有、抽查没有、抽查结果是否履行。
-- grain: 一行一个已签承诺的条目
-- topic: 措施与承诺
-- owner: 市信用办
-- example: tongbao query pledges_signed --param lacks=published --param county=滑县
-- param: lacks text = none | 只看还缺什么的，不填为全部：published 没有公示，checked 没有抽查，kept 抽查没有履行 | published, checked, kept
-- param: county county = none | 县（市、区），不填为全部
-- param: department department = none | 行业主管部门，不填为全部，未填报的写“未填报”
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
-- column: pledge_kept | 践诺情况
-- column: source_file | 来源文件
-- column: source_sheet | 来源工作表
-- column: source_row | 来源行

SELECT c.county, c.county_name, c.name, c.uscc, c.ledger, l.ledger_name, c.department,
  c.pledged, c.pledge_published, c.pledge_checked, c.pledge_kept,
  c.source_file, c.source_sheet, c.source_row
FROM current AS c
CROSS JOIN params AS q
CROSS JOIN campaign AS m
JOIN ledgers AS l ON c.ledger = l.ledger
LEFT JOIN (SELECT county AS unit, county_position FROM counties) AS u ON c.county = u.unit
WHERE c.status <> 'excluded' AND c.pledged <= m.on_date
  AND (q.param_lacks IS NULL
    OR (q.param_lacks = 'published' AND (c.pledge_published IS NULL OR c.pledge_published > m.on_date))
    OR (q.param_lacks = 'checked' AND (c.pledge_checked IS NULL OR c.pledge_checked > m.on_date))
    OR (q.param_lacks = 'kept' AND NOT c.pledge_kept))
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
  AND (q.param_department IS NULL OR COALESCE(c.department, '未填报') = q.param_department)
ORDER BY u.county_position, l.ledger_position, c.key
