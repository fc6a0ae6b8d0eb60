-- title: 退出方式
-- meaning: 已退出条目按方式分列：累计多少、所选月份里新退出多少（与上月末期相比）。
-- grain: 一行一种退出方式
-- topic: 进出与回流
-- owner: 市信用办
-- example: tongbao query exits_by_route --month 2023-05 --param county=滑县
-- param: county county = none | 县（市、区），不填为全部
-- param: ledger text = none | 台账类别，不填为全部 | judgment 失信被执行人, penalty 行政处罚
-- code: exit_route | 退出方式代码
-- column: route_name | 退出方式
-- column: exited | 退出数 | 条
-- column: newly_exited | 新退出数 | 条

SELECT c.exit_route, COALESCE(t.route_name, '未填报') AS route_name, COUNT(*) AS exited,
  SUM(CASE WHEN COALESCE(p.previous_status, 'absent') <> 'exited' THEN 1 ELSE 0 END) AS newly_exited
FROM current AS c
CROSS JOIN params AS q
LEFT JOIN (SELECT code AS route, label AS route_name FROM labels WHERE field = 'exit_route') AS t ON c.exit_route = t.route
LEFT JOIN (SELECT entry_id AS previous_entry, status AS previous_status FROM previous) AS p ON c.entry_id = p.previous_entry
WHERE c.status = 'exited'
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
  AND (q.param_ledger IS NULL OR c.ledger = q.param_ledger)
GROUP BY c.exit_route, t.route_name
ORDER BY exited DESC, c.exit_route NULLS LAST
