-- title: 应撤下公示的名单
-- meaning: 上一周还在公示、当期已退出或剔除的条目。
-- grain: 一行一个条目
-- topic: 公示
-- owner: 市信用办
-- example: tongbao query public_take_down
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: name | 主体名称
-- column: uscc | 统一社会信用代码
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- code: status | 状态代码
-- column: status_name | 状态

SELECT c.county, c.county_name, c.name, c.uscc, c.ledger, l.ledger_name, c.status, t.label AS status_name
FROM current AS c
JOIN ledgers AS l ON c.ledger = l.ledger
JOIN labels AS t ON c.status = t.code
WHERE c.status <> 'remaining' AND c.status_before = 'remaining' AND t.field = 'status'
ORDER BY c.county, l.ledger_position, c.key
