-- title: 报送情况
-- meaning: 每次报送的文件、效力和行数：读入 = 采用 + 重复 + 无法识别 + 非数据。
-- grain: 一行一次报送
-- topic: 报送与数据质量
-- owner: 市信用办
-- example: tongbao query submissions --param county=410526
-- param: county county = none | 县（市、区），不填为全部
-- column: as_of | 截止日
-- code: county | 县（市、区）代码
-- column: county_name | 县（市、区）
-- code: ledger | 台账类别代码
-- column: ledger_name | 台账类别
-- code: standing | 效力代码
-- column: standing_name | 效力
-- column: supplementary | 补报
-- column: revision | 更正次数 | 次
-- column: rows_read | 读入 | 行
-- column: rows_kept | 采用 | 行
-- column: rows_duplicates | 重复 | 行
-- column: rows_rejected | 无法识别 | 行
-- column: rows_no_data | 非数据 | 行
-- column: file | 文件
-- column: sheet | 工作表
-- code: sha256 | 文件 SHA-256

SELECT
  s.as_of, s.county, c.county_name, s.ledger, l.ledger_name, s.standing, t.label AS standing_name, s.supplementary, s.revision,
  s.rows_read, s.rows_kept, s.rows_duplicates, s.rows_rejected, s.rows_no_data, s.file, s.sheet, s.sha256
FROM submissions AS s
CROSS JOIN params AS q
JOIN counties AS c ON s.county = c.county
JOIN ledgers AS l ON s.ledger = l.ledger
JOIN labels AS t ON s.standing = t.code
WHERE t.field = 'standing' AND (q.param_county IS NULL OR s.county = q.param_county OR c.county_name = q.param_county)
ORDER BY s.as_of, c.county_position, l.ledger_position, s.revision, s.id
