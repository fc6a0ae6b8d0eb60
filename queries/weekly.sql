-- title: 逐周进展
-- meaning: 从首周到所选日期，每周的名单、剔除、退出和未退出数（按所选日期所知）。
-- grain: 一行一周
-- topic: 总体进展与排名
-- owner: 市信用办
-- example: tongbao query weekly
-- column: as_of | 截止日
-- column: week | 第几周 | 周
-- column: listed | 名单数 | 条
-- column: excluded | 剔除数 | 条
-- column: governed | 治理对象数 | 条
-- column: exited | 退出数 | 条
-- column: remaining | 未退出数 | 条
-- rate: exit_rate = exited / governed | 退出率

WITH n AS (
  SELECT
    as_of AS n_as_of,
    SUM(entries) AS listed,
    SUM(CASE WHEN status = 'excluded' THEN entries ELSE 0 END) AS excluded,
    SUM(CASE WHEN status = 'exited' THEN entries ELSE 0 END) AS exited,
    SUM(CASE WHEN status = 'remaining' THEN entries ELSE 0 END) AS remaining
  FROM weekly_counts
  GROUP BY as_of
)
SELECT
  k.as_of, k.week,
  COALESCE(n.listed, 0) AS listed,
  COALESCE(n.excluded, 0) AS excluded,
  COALESCE(n.exited, 0) + COALESCE(n.remaining, 0) AS governed,
  COALESCE(n.exited, 0) AS exited,
  COALESCE(n.remaining, 0) AS remaining
FROM calendar AS k
LEFT JOIN n ON k.as_of = n.n_as_of
ORDER BY k.as_of
