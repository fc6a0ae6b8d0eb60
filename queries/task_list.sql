-- title: 治理对象任务清单
-- meaning: 未退出的条目：办到哪一步、还缺什么、下一步由谁做。逾期的在前，其次在账周数、仍在公示次数多的在前。
-- grain: 一行一个未退出条目
-- topic: 未退出条目与督办
-- owner: 市信用办
-- example: tongbao query task_list --param county=滑县 --param department=交通运输局
-- param: county county = none | 县（市、区），不填为全部
-- param: industry industry = none | 行业门类的字母或名称，不填为全部，未填报的写“未填报”
-- param: department department = none | 行业主管部门，不填为全部，未填报的写“未填报”
-- param: ledger text = none | 台账类别，不填为全部 | judgment 失信被执行人, penalty 行政处罚
-- code: key | 条目标识
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: department | 行业主管部门
-- code: industry | 行业门类
-- column: industry_name | 行业名称
-- column: name | 主体名称
-- column: uscc | 统一社会信用代码
-- column: legal_rep | 法定代表人
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- column: record_count | 失信次数 | 次
-- column: public_count | 仍在公示次数 | 次
-- code: contact | 联系情况代码
-- column: contact_name | 联系情况
-- column: interviewed | 约谈日期
-- column: interviewed_assumed | 约谈日期未填
-- column: pledged | 承诺书签署日期
-- column: pledged_assumed | 承诺日期未填
-- column: supervised | 纳入重点监管日期
-- column: supervised_assumed | 重点监管日期未填
-- column: repair_applied | 修复申请日期
-- column: repaired | 修复完成日期
-- code: missing | 尚缺事项代码
-- code: missing_all | 全部尚缺事项代码
-- column: step_name | 尚缺事项
-- column: next_step | 下一步
-- column: responsible | 责任单位
-- column: overdue | 逾期
-- column: weeks_listed | 在账周数 | 周
-- code: previous_status | 上期状态代码
-- column: previous_status_name | 上期状态
-- column: source_file | 来源文件
-- column: source_sheet | 来源工作表
-- column: source_row | 来源行

SELECT
  c.key, c.county, c.county_name, c.department, c.industry, c.industry_name, c.name, c.uscc, c.legal_rep, c.ledger, l.ledger_name,
  c.record_count, c.public_count, c.contact, t.contact_name,
  c.interviewed, c.interviewed_assumed, c.pledged, c.pledged_assumed, c.supervised, c.supervised_assumed, c.repair_applied, c.repaired,
  c.missing, c.missing_all, s.step_name, s.next_step, s.responsible, c.overdue, c.weeks_listed,
  p.previous_status, v.previous_status_name, c.source_file, c.source_sheet, c.source_row
FROM current AS c
CROSS JOIN params AS q
JOIN ledgers AS l ON c.ledger = l.ledger
LEFT JOIN (SELECT code AS contact_code, label AS contact_name FROM labels WHERE field = 'contact') AS t ON c.contact = t.contact_code
LEFT JOIN steps AS s ON c.missing = s.step
LEFT JOIN (SELECT entry_id AS previous_entry, status AS previous_status FROM previous) AS p ON c.entry_id = p.previous_entry
LEFT JOIN (SELECT code AS status_code, label AS previous_status_name FROM labels WHERE field = 'status') AS v ON p.previous_status = v.status_code
WHERE c.status = 'remaining'
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
  AND (q.param_industry IS NULL OR COALESCE(c.industry, '未填报') = q.param_industry)
  AND (q.param_department IS NULL OR COALESCE(c.department, '未填报') = q.param_department)
  AND (q.param_ledger IS NULL OR c.ledger = q.param_ledger)
ORDER BY c.overdue DESC, c.weeks_listed DESC, c.public_count DESC NULLS LAST, c.key
