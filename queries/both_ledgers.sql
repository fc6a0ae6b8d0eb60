-- title: 两本台账都有的主体
-- meaning: 同时在失信被执行人和行政处罚两本台账里的市场主体。
-- grain: 一行一个市场主体
-- topic: 市场主体
-- owner: 市信用办
-- example: tongbao query both_ledgers
-- column: uscc | 统一社会信用代码
-- column: name | 主体名称
-- column: entries | 条目 | 条
-- column: remaining | 其中未退出 | 条
-- column: records | 失信次数 | 次

SELECT uscc, MIN(name) AS name, COUNT(*) AS entries,
  SUM(CASE WHEN status = 'remaining' THEN 1 ELSE 0 END) AS remaining, SUM(record_count) AS records
FROM current
WHERE uscc IS NOT NULL
GROUP BY uscc
HAVING COUNT(DISTINCT ledger) = 2
ORDER BY records DESC, uscc
