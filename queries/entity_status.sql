-- title: 一个主体的现状
-- meaning: 一个市场主体在每本台账里是什么状态，还在名单上的缺什么、下一步做什么、由谁做。
-- grain: 一行一个条目
-- topic: 市场主体
-- owner: 市信用办
-- example: tongbao query entity_status --param firm=91410599MA00000X9N
-- param: firm text | 统一社会信用代码，或名称里连着的几个字
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: name | 主体名称
-- column: uscc | 统一社会信用代码
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- code: status | 状态代码
-- column: status_name | 状态
-- column: missing_names | 全部尚缺事项
-- column: next_step | 下一步
-- column: responsible | 责任单位
-- column: department | 行业主管部门
-- column: overdue | 逾期
-- column: contact_name | 联系情况
-- column: interviewed | 约谈日期
-- column: pledged | 承诺书签署日期
-- column: supervised | 纳入重点监管日期
-- column: repaired | 修复完成日期
-- column: public_count | 仍在公示次数 | 次
-- column: route_name | 退出方式
-- column: exclusion_name | 剔除情形
-- column: weeks_listed | 在账周数 | 周
-- column: as_of | 报送期次
-- column: source_file | 来源文件
-- column: source_sheet | 来源工作表
-- column: source_row | 来源行
-- note: 责任单位写“行业主管部门”的，就是同一行的行业主管部门；逐周的经过见 entity_course。

SELECT c.county, c.county_name, c.name, c.uscc, c.ledger, l.ledger_name, c.status, v.status_name,
  REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(c.missing_all, 'contact', '联系情况'), 'interviewed', '约谈'),
    'pledged', '信用承诺'), 'supervised', '重点监管'), 'exit_claimed', '退出申报'), ',', '、') AS missing_names,
  s.next_step, s.responsible, c.department, c.overdue, t.contact_name,
  c.interviewed, c.pledged, c.supervised, c.repaired, c.public_count,
  CASE WHEN c.status = 'exited' THEN r.route_name ELSE NULL END AS route_name,
  x.exclusion_name, c.weeks_listed, c.as_of, c.source_file, c.source_sheet, c.source_row
FROM current AS c
CROSS JOIN params AS q
JOIN ledgers AS l ON c.ledger = l.ledger
LEFT JOIN steps AS s ON c.missing = s.step
LEFT JOIN (SELECT code AS status_code, label AS status_name FROM labels WHERE field = 'status') AS v ON c.status = v.status_code
LEFT JOIN (SELECT code AS contact_code, label AS contact_name FROM labels WHERE field = 'contact') AS t
  ON c.contact = t.contact_code
LEFT JOIN (SELECT code AS route, label AS route_name FROM labels WHERE field = 'exit_route') AS r ON c.exit_route = r.route
LEFT JOIN (SELECT code AS exclusion_code, label AS exclusion_name FROM labels WHERE field = 'exclusion') AS x
  ON c.exclusion = x.exclusion_code
WHERE c.uscc = UPPER(q.param_firm) OR STRPOS(c.name, q.param_firm) > 0
ORDER BY c.county, c.entity, l.ledger_position, c.key
