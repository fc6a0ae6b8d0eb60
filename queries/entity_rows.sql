-- title: 一个主体的报送
-- meaning: 一个市场主体每次有效报送里填了什么，来自哪个文件的哪一行。
-- grain: 一行一次报送的一行
-- owner: 市信用办
-- example: tongbao query entity_rows --param uscc=91410599MA00000X9N
-- param: uscc text | 统一社会信用代码
-- column: as_of | 截止日
-- column: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- column: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- column: name | 主体名称
-- column: record_count | 失信次数 | 次
-- column: public_count | 仍在公示次数 | 次
-- column: contact_name | 联系情况
-- column: interviewed | 约谈日期
-- column: pledged | 承诺书签署日期
-- column: supervised | 纳入重点监管日期
-- column: repaired | 修复完成日期
-- column: exit_claimed | 是否退出（填报）
-- column: exclusion_name | 剔除情形
-- column: source_file | 来源文件
-- column: source_sheet | 来源工作表
-- column: source_row | 来源行

SELECT h.as_of, h.ledger, l.ledger_name, h.county, u.county_name, h.name,
  h.record_count, h.public_count, t.contact_name, h.interviewed, h.pledged, h.supervised, h.repaired,
  h.exit_claimed, e.exclusion_name, h.source_file, h.source_sheet, h.source_row
FROM history AS h
CROSS JOIN params AS q
JOIN ledgers AS l ON h.ledger = l.ledger
JOIN counties AS u ON h.county = u.county
LEFT JOIN (SELECT code AS contact_code, label AS contact_name FROM labels WHERE field = 'contact') AS t
  ON h.contact = t.contact_code
LEFT JOIN (SELECT code AS exclusion_code, label AS exclusion_name FROM labels WHERE field = 'exclusion') AS e
  ON h.exclusion = e.exclusion_code
WHERE h.uscc = q.param_uscc
ORDER BY h.as_of, l.ledger_position, u.county_position, h.source_row
