-- title: 行业与台账的未退出数
-- meaning: 各行业还有多少条目未退出，两本台账分列。
-- grain: 一行一个行业，没有条目的不列，未填报的在最后
-- topic: 未退出条目与督办
-- owner: 市信用办
-- example: tongbao query remaining_by_industry_ledger
-- column: industry | 行业门类
-- column: judgment | 失信被执行人 | 条
-- column: penalty | 行政处罚 | 条
-- column: remaining | 未退出数 | 条

SELECT industry,
  SUM(CASE WHEN ledger = 'judgment' AND status = 'remaining' THEN 1 ELSE 0 END) AS judgment,
  SUM(CASE WHEN ledger = 'penalty' AND status = 'remaining' THEN 1 ELSE 0 END) AS penalty,
  SUM(CASE WHEN status = 'remaining' THEN 1 ELSE 0 END) AS remaining
FROM current
GROUP BY industry
ORDER BY industry NULLS LAST
