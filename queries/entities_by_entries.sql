-- title: 有多个条目的主体
-- meaning: 条目数达到给定个数的市场主体，和它们分在哪些台账、还有几条未退出。
-- grain: 一行一个市场主体
-- topic: 市场主体
-- owner: 市信用办
-- example: tongbao query entities_by_entries --param entries=2
-- param: entries integer = 2 | 至少几个条目
-- column: uscc | 统一社会信用代码
-- column: name | 主体名称
-- column: entries | 条目 | 条
-- column: judgment | 失信被执行人 | 条
-- column: penalty | 行政处罚 | 条
-- column: counties | 涉及县（市、区） | 个
-- column: remaining | 其中未退出 | 条
-- column: records | 失信次数 | 次

WITH firms AS (
  SELECT entity, MIN(uscc) AS uscc, MIN(name) AS name, COUNT(*) AS entries,
    SUM(CASE WHEN ledger = 'judgment' THEN 1 ELSE 0 END) AS judgment,
    SUM(CASE WHEN ledger = 'penalty' THEN 1 ELSE 0 END) AS penalty,
    COUNT(DISTINCT county) AS counties,
    SUM(CASE WHEN status = 'remaining' THEN 1 ELSE 0 END) AS remaining,
    SUM(record_count) AS records
  FROM current
  GROUP BY entity
)
SELECT f.uscc, f.name, f.entries, f.judgment, f.penalty, f.counties, f.remaining, f.records
FROM firms AS f
CROSS JOIN params AS q
WHERE f.entries >= q.param_entries
ORDER BY f.entries DESC, f.remaining DESC, f.records DESC, f.entity
