-- title: 状态的进出
-- meaning: 每本台账每种状态：上期多少、进来多少、出去多少、当期多少；从条目本身数出，用来勾稽。
-- grain: 一行一本台账的一种状态
-- topic: 总体进展与排名
-- owner: 市信用办
-- example: tongbao query flows
-- code: ledger | 台账类别代码
-- code: status | 状态代码
-- column: status_name | 状态
-- column: before | 上期 | 条
-- column: came | 进入 | 条
-- column: gone | 离开 | 条
-- column: now | 当期 | 条

WITH moves AS (
  SELECT c.ledger, c.status, 1 AS now, 0 AS before, 0 AS gone,
    CASE WHEN COALESCE(p.previous_status, 'absent') <> c.status THEN 1 ELSE 0 END AS came
  FROM current AS c
  LEFT JOIN (SELECT entry_id AS previous_entry, status AS previous_status FROM previous) AS p ON c.entry_id = p.previous_entry
  UNION ALL
  SELECT p.ledger, p.status, 0 AS now, 1 AS before,
    CASE WHEN COALESCE(c.current_status, 'absent') <> p.status THEN 1 ELSE 0 END AS gone,
    0 AS came
  FROM previous AS p
  LEFT JOIN (SELECT entry_id AS current_entry, status AS current_status FROM current) AS c ON p.entry_id = c.current_entry
)
SELECT v.ledger, v.status, t.label AS status_name, SUM(v.before) AS before, SUM(v.came) AS came, SUM(v.gone) AS gone, SUM(v.now) AS now
FROM moves AS v
JOIN labels AS t ON v.status = t.code
WHERE t.field = 'status'
GROUP BY v.ledger, v.status, t.label
ORDER BY v.ledger, v.status
