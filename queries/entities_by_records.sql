-- title: 失信次数最多的主体
-- meaning: 市场主体按失信次数排列，可给最少次数。
-- grain: 一行一个市场主体
-- topic: 市场主体
-- owner: 市信用办
-- example: tongbao query entities_by_records --param records=30
-- param: records integer = 20 | 至少多少次
-- column: uscc | 统一社会信用代码
-- column: name | 主体名称
-- column: entries | 条目 | 条
-- column: records | 失信次数 | 次
-- column: remaining | 其中未退出 | 条

WITH firms AS (
  SELECT entity, MIN(uscc) AS uscc, MIN(name) AS name, COUNT(*) AS entries, SUM(record_count) AS records,
    SUM(CASE WHEN status = 'remaining' THEN 1 ELSE 0 END) AS remaining
  FROM current
  GROUP BY entity
)
SELECT f.uscc, f.name, f.entries, f.records, f.remaining
FROM firms AS f
CROSS JOIN params AS q
WHERE f.records >= q.param_records
ORDER BY f.records DESC, f.entity
