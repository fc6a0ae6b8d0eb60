-- title: 一段时间的退出
-- meaning: 给定的起止日期之间新退出的条目，按退出方式分列；以两头的截止日各自的状态相比。
-- grain: 一行一种退出方式
-- topic: 进出与回流
-- owner: 市信用办
-- example: tongbao query exits_in_period --param from=2023-04-10 --param until=2023-05-14 --param county=滑县
-- param: from date = none | 起（含当日），不填为首周
-- param: until date = none | 止（含当日），不填为所选日期
-- param: county county = none | 县（市、区），不填为全部
-- param: ledger text = none | 台账类别，不填为全部 | judgment 失信被执行人, penalty 行政处罚
-- code: exit_route | 退出方式代码
-- column: route_name | 退出方式
-- column: exits | 新退出数 | 条
-- column: entities | 涉及主体 | 个
-- column: records | 失信次数 | 次
-- note: 起之前已经退出、到止仍退出的不算；其间退出又回流的不算。方式按所选日期的最新一行。

WITH last_week AS (
  SELECT MAX(k.as_of) AS last_day
  FROM calendar AS k
  CROSS JOIN params AS q
  WHERE q.param_until IS NULL OR k.as_of <= q.param_until
), week_before AS (
  SELECT MAX(k.as_of) AS day_before
  FROM calendar AS k
  CROSS JOIN params AS q
  WHERE k.as_of < q.param_from
), out_now AS (
  SELECT w.key AS now_key FROM weeks AS w JOIN last_week AS d ON w.as_of = d.last_day WHERE w.status = 'exited'
), out_before AS (
  SELECT w.key AS before_key FROM weeks AS w JOIN week_before AS d ON w.as_of = d.day_before WHERE w.status = 'exited'
)
SELECT c.exit_route, COALESCE(t.route_name, '未填报') AS route_name,
  COUNT(*) AS exits, COUNT(DISTINCT c.entity_id) AS entities, SUM(c.record_count) AS records
FROM current AS c
CROSS JOIN params AS q
JOIN out_now AS n ON c.key = n.now_key
LEFT JOIN out_before AS b ON c.key = b.before_key
LEFT JOIN (SELECT code AS route, label AS route_name FROM labels WHERE field = 'exit_route') AS t ON c.exit_route = t.route
WHERE b.before_key IS NULL
  AND (q.param_county IS NULL OR c.county = q.param_county OR c.county_name = q.param_county)
  AND (q.param_ledger IS NULL OR c.ledger = q.param_ledger)
GROUP BY c.exit_route, t.route_name
ORDER BY exits DESC, c.exit_route NULLS LAST
