-- title: 退出进度
-- meaning: 近四周（不足四周的从首周起）退出数的变化、还要退出的数量和距期限的周数。
-- grain: 只有一行
-- topic: 总体进展与排名
-- owner: 市信用办
-- example: tongbao query pace
-- column: as_of | 截止日
-- column: exited | 退出数 | 条
-- column: earlier_exited | 近四周前退出数 | 条
-- column: weeks_between | 相隔周数 | 周
-- column: remaining | 未退出数 | 条
-- column: weeks_left | 距退出期限周数 | 周
-- note: 平均每周退出数 =（退出数 − 近四周前退出数）÷ 相隔周数。

WITH course AS (
  SELECT as_of, exited, remaining, ROW_NUMBER() OVER (ORDER BY as_of DESC) AS back FROM weekly
), recent AS (
  SELECT as_of, exited, remaining, back, ROW_NUMBER() OVER (ORDER BY as_of) AS forth FROM course WHERE back <= 5
), ends AS (
  SELECT
    MAX(as_of) AS as_of,
    MAX(CASE WHEN back = 1 THEN exited ELSE 0 END) AS exited,
    MAX(CASE WHEN forth = 1 THEN exited ELSE 0 END) AS earlier_exited,
    COUNT(*) - 1 AS weeks_between,
    MAX(CASE WHEN back = 1 THEN remaining ELSE 0 END) AS remaining
  FROM recent
)
SELECT e.as_of, e.exited, e.earlier_exited, e.weeks_between, e.remaining, m.weeks_left
FROM ends AS e
CROSS JOIN campaign AS m
