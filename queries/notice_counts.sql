-- title: 监管提示函数字
-- meaning: 每个县（市、区）每个行业主管部门还有多少条目未退出、涉及多少市场主体和失信记录；没有的不列。
-- grain: 一行一个县（市、区）的一个行业主管部门
-- topic: 未退出条目与督办
-- owner: 市信用办
-- example: tongbao query notice_counts
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: department | 行业主管部门
-- column: entries | 未退出条目 | 条
-- column: entities | 市场主体 | 家
-- column: records | 失信次数 | 次
-- column: overdue | 逾期条目 | 条

WITH n AS (
  SELECT county, county_name, department, COUNT(*) AS entries, COUNT(DISTINCT entity_id) AS entities, SUM(record_count) AS records,
    SUM(CASE WHEN overdue THEN 1 ELSE 0 END) AS overdue
  FROM current
  WHERE status = 'remaining'
  GROUP BY county, county_name, department
)
SELECT n.county, n.county_name, n.department, n.entries, n.entities, n.records, n.overdue
FROM n
LEFT JOIN (SELECT county AS unit, county_position FROM counties) AS u ON n.county = u.unit
ORDER BY u.county_position, n.department NULLS LAST
