-- title: 条目从首次列入到离开的一段
-- meaning: 每个条目从首次列入的一期起，到首次凭证据退出、首次剔除或所选日期为止，用了几周、怎样结束；只看第一段，回流不另算。
-- grain: 一行一个条目
-- owner: 市信用办
-- example: SELECT county_name, COUNT(*) AS 条目数, SUM(event) AS 退出 FROM spells GROUP BY county_name
-- column: entry_id | 条目编号
-- column: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: industry | 行业门类
-- column: industry_name | 行业名称
-- column: contact | 联系情况代码
-- column: weeks | 用时 | 周
-- column: event | 退出（1 或 0）
-- column: censored | 截尾（1 或 0）

WITH course AS (
  SELECT w.key AS spell_key, w.status, k.week
  FROM weeks AS w
  JOIN calendar AS k ON w.as_of = k.as_of
), firsts AS (
  SELECT
    spell_key,
    MIN(week) AS listed_in,
    MAX(week) AS seen_in,
    MIN(CASE WHEN status = 'exited' THEN week END) AS exited_in,
    MIN(CASE WHEN status = 'excluded' THEN week END) AS excluded_in
  FROM course
  GROUP BY spell_key
), ends AS (
  SELECT
    spell_key, listed_in, seen_in, exited_in, excluded_in,
    CASE WHEN exited_in IS NOT NULL AND (excluded_in IS NULL OR exited_in < excluded_in) THEN 1 ELSE 0 END AS event
  FROM firsts
)
SELECT
  c.entry_id, c.county, c.county_name, c.industry, c.industry_name, c.contact,
  CASE
    WHEN e.event = 1 THEN e.exited_in
    WHEN e.excluded_in IS NOT NULL THEN e.excluded_in
    ELSE e.seen_in
  END - e.listed_in AS weeks,
  e.event,
  1 - e.event AS censored
FROM current AS c
JOIN ends AS e ON c.key = e.spell_key
