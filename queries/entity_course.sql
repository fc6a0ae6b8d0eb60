-- title: 一个主体的经过
-- meaning: 一个市场主体每周在每本台账里的状态和所属县（市、区）（按所选日期所知）。
-- grain: 一行一周一个条目
-- topic: 市场主体
-- owner: 市信用办
-- example: tongbao query entity_course --param uscc=91410599MA00000X9N
-- param: uscc text | 统一社会信用代码
-- column: as_of | 截止日
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- code: status | 状态代码
-- column: status_name | 状态

WITH mine AS (
  SELECT c.key AS mine_key FROM current AS c CROSS JOIN params AS q WHERE c.uscc = q.param_uscc
)
SELECT w.as_of, w.ledger, l.ledger_name, w.county, u.county_name, w.status, t.label AS status_name
FROM weeks AS w
JOIN mine AS i ON w.key = i.mine_key
JOIN ledgers AS l ON w.ledger = l.ledger
JOIN counties AS u ON w.county = u.county
JOIN labels AS t ON w.status = t.code
WHERE t.field = 'status'
ORDER BY w.as_of, l.ledger_position
