-- title: 部门任务量
-- meaning: 各行业主管部门还有多少条目未退出、多少逾期、卡在哪一步。
-- grain: 一行一个行业主管部门，未退出多的在前
-- topic: 未退出条目与督办
-- owner: 市信用办
-- example: tongbao query department_workload
-- param: county county = none | 县（市、区），不填为全部
-- param: industry industry = none | 行业门类的字母或名称，不填为全部，未填报的写“未填报”
-- column: department | 行业主管部门
-- column: remaining | 未退出数 | 条
-- column: overdue | 其中逾期 | 条
-- column: contact | 待核实联系情况 | 条
-- column: interviewed | 待约谈 | 条
-- column: pledged | 待承诺 | 条
-- column: supervised | 待纳入重点监管 | 条
-- column: exit_claimed | 待申报退出 | 条
-- column: records | 失信次数 | 次

SELECT c.department, COUNT(*) AS remaining, SUM(CASE WHEN c.overdue THEN 1 ELSE 0 END) AS overdue,
  SUM(CASE WHEN c.missing = 'contact' THEN 1 ELSE 0 END) AS contact,
  SUM(CASE WHEN c.missing = 'interviewed' THEN 1 ELSE 0 END) AS interviewed,
  SUM(CASE WHEN c.missing = 'pledged' THEN 1 ELSE 0 END) AS pledged,
  SUM(CASE WHEN c.missing = 'supervised' THEN 1 ELSE 0 END) AS supervised,
  SUM(CASE WHEN c.missing = 'exit_claimed' THEN 1 ELSE 0 END) AS exit_claimed,
  SUM(c.record_count) AS records
FROM current AS c
CROSS JOIN params AS q
WHERE c.status = 'remaining'
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
  AND (q.param_industry IS NULL OR COALESCE(c.industry, '未填报') = q.param_industry)
GROUP BY c.department
ORDER BY remaining DESC, c.department NULLS LAST
