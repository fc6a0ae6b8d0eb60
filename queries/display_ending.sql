-- title: 公示期将满的条目
-- meaning: 还有记录在公示、公示期在给定天数之内届满的治理对象：最短期满可以申请修复，最长期满自动停止公示。期限取自截止日有效的修复规则。
-- grain: 一行一个条目的一个时点；台账不写处罚属哪种情形，期限不同的各列一行
-- topic: 公示
-- owner: 市信用办
-- example: tongbao query display_ending --param days=60 --param point=longest
-- param: days integer = 30 | 今后多少天之内
-- param: point text = none | 时点，不填为全部：shortest 最短公示期满，longest 最长公示期满，removed 已移出失信名单 | shortest, longest, removed
-- param: county county = none | 县（市、区），不填为全部
-- param: department department = none | 行业主管部门，不填为全部，未填报的写“未填报”
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: name | 主体名称
-- column: uscc | 统一社会信用代码
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- column: department | 行业主管部门
-- code: status | 状态代码
-- column: status_name | 状态
-- column: public_count | 仍在公示次数 | 次
-- column: display_start | 起算日
-- code: point | 时点代码
-- column: point_name | 时点
-- column: case_name | 情形
-- column: ends_on | 期满日
-- column: days_left | 还有天数 | 天
-- column: rule_name | 依据
-- column: source_file | 来源文件
-- column: source_sheet | 来源工作表
-- column: source_row | 来源行
-- note: 行政处罚从最近处罚日期起算，期满日是同月份的同一天；失信被执行人不按期限修复，由法院移出名单（修复完成日期）后按工作日计，不扣除法定节假日。
-- note: 2023年4月30日以前的指引没有规定公示期限，查不出结果。规则表（rules.toml）由本单位确认。

SELECT c.county, c.county_name, c.name, c.uscc, c.ledger, l.ledger_name, c.department, c.status, s.status_name,
  c.public_count, d.display_start, d.point, d.point_name, d.case_name, d.ends_on, d.days_left, d.rule_name,
  c.source_file, c.source_sheet, c.source_row
FROM (
  SELECT county, county_name, name, uscc, ledger, department, status, public_count, key,
    CASE WHEN ledger = 'judgment' THEN repaired ELSE latest_record END AS counted_from,
    source_file, source_sheet, source_row
  FROM current
  WHERE status <> 'excluded' AND (public_count IS NULL OR public_count > 0)
) AS c
CROSS JOIN params AS q
JOIN ledgers AS l ON c.ledger = l.ledger
JOIN display_ends AS d ON c.ledger = d.display_ledger AND c.counted_from = d.display_start
LEFT JOIN (SELECT code AS status_code, label AS status_name FROM labels WHERE field = 'status') AS s ON c.status = s.status_code
LEFT JOIN (SELECT county AS unit, county_position FROM counties) AS u ON c.county = u.unit
WHERE d.days_left <= q.param_days
  AND (q.param_point IS NULL OR d.point = q.param_point)
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
  AND (q.param_department IS NULL OR COALESCE(c.department, '未填报') = q.param_department)
ORDER BY d.ends_on, u.county_position, c.key, d.point
