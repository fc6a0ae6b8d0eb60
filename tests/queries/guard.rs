//! Hostile and mistaken texts: what is refused before anything runs, and how it is said.

use tongbao::domain::table::Value;
use tongbao::indicator::{
    catalogue::Catalogue,
    engine::{Engine, Local},
};

use crate::ledger::case;

fn ask(sql: &str, limit: usize) -> tongbao::Result<tongbao::domain::table::Table> {
    let (catalogue, tables) = (Catalogue::new(&[]).unwrap(), case(2, 40).tables());
    Local::new(&tables, &catalogue).ask(sql, limit)
}

const HOSTILE: &[&str] = &[
    // table functions at every place of a statement
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_parquet('/tmp/x.parquet')",
    "SELECT * FROM read_json('http://example.org/x')",
    "SELECT * FROM read_ipc('/etc/passwd') AS t",
    "SELECT * FROM scan_csv('/etc/passwd')",
    "SELECT * FROM current AS c JOIN read_csv('/etc/passwd') AS f ON c.key = f.key",
    "SELECT * FROM current CROSS JOIN read_csv('/etc/passwd')",
    "SELECT * FROM current, read_csv('/etc/passwd')",
    "SELECT * FROM (SELECT * FROM read_csv('/etc/passwd')) AS t",
    "WITH t AS (SELECT * FROM read_csv('/etc/passwd')) SELECT * FROM t",
    "SELECT key FROM current WHERE key IN (SELECT * FROM read_csv('/etc/passwd'))",
    "SELECT key FROM current UNION ALL SELECT * FROM read_csv('/etc/passwd')",
    "SELECT key FROM current EXCEPT SELECT * FROM read_csv('/etc/passwd')",
    "SELECT key FROM current ORDER BY (SELECT * FROM read_csv('/etc/passwd'))",
    "SELECT (SELECT * FROM read_csv('/etc/passwd')) FROM current",
    "SELECT CASE WHEN key IN (SELECT * FROM read_csv('/etc/passwd')) THEN 1 ELSE 0 END FROM current",
    "SELECT COUNT(*) FILTER (WHERE key IN (SELECT * FROM read_csv('/etc/passwd'))) FROM current",
    "SELECT county FROM current GROUP BY county HAVING COUNT(*) IN (SELECT * FROM read_csv('/etc/passwd'))",
    "SELECT * FROM TABLE(read_csv('/etc/passwd'))",
    "SELECT * FROM UNNEST(ARRAY[1, 2, 3]) AS t",
    "SELECT * FROM LATERAL read_csv('/etc/passwd')",
    "SELECT * FROM generate_series(1, 1000000000)",
    "SELECT read_csv('/etc/passwd')",
    "SELECT read_text('/etc/passwd') FROM current",
    "SELECT * FROM current WHERE EXISTS (SELECT * FROM read_csv('/etc/passwd'))",
    "SELECT * FROM current AS c LEFT JOIN scan_parquet('x') AS f ON c.key = f.key",
    "SELECT * FROM current AS c JOIN (SELECT * FROM glob('/etc/*')) AS f ON c.key = f.key",
    "SELECT * FROM ((SELECT * FROM read_csv('/etc/passwd')))",
    "SELECT key FROM current INTERSECT SELECT * FROM read_csv('/etc/passwd')",
    "SELECT SUM(read_csv('/etc/passwd')) OVER (PARTITION BY read_text('x')) FROM current",
    "SELECT RANK() OVER (ORDER BY read_text('/etc/passwd')) FROM current",
    "SELECT key FROM current LIMIT (SELECT * FROM read_csv('/etc/passwd'))",
    "SELECT key FROM current ORDER BY read_text('/etc/passwd')",
    "SELECT key FROM current WHERE key BETWEEN read_text('a') AND read_text('b')",
    "SELECT key FROM current WHERE key LIKE read_text('/etc/passwd')",
    "SELECT key FROM current GROUP BY read_text('/etc/passwd')",
    "SELECT key FROM current /* */ WHERE /* */ key = /*x*/ read_text/**/('/etc/passwd')",
    "SELECT * FROM read_csv/* a comment */('/etc/passwd')",
    "SELECT * FROM READ_CSV_AUTO('/etc/passwd')",
    "SELECT * FROM \"read_csv\"('/etc/passwd')",
    // quoted paths and other names
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM \"/etc/passwd\"",
    "SELECT * FROM `/etc/passwd`",
    "SELECT * FROM 'x.parquet'",
    "SELECT * FROM \"s3://bucket/x.parquet\"",
    "SELECT * FROM \"http://example.org/x.csv\"",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM main.current",
    "SELECT * FROM secrets",
    "SELECT * FROM params",
    "SELECT * FROM current.key",
    "SELECT * FROM [current]",
    "SELECT * FROM $1",
    "SELECT * FROM :name",
    "SELECT * FROM @stage",
    "SELECT * FROM U&'\\0061'",
    "SELECT * FROM '当期'",
    // several statements
    "SELECT 1; DROP TABLE current",
    "SELECT * FROM current; SELECT * FROM previous",
    ";",
    "",
    "-- only a comment",
    // statements that are no SELECT
    "DROP TABLE current",
    "CREATE TABLE t AS SELECT * FROM current",
    "CREATE VIEW v AS SELECT * FROM current",
    "INSERT INTO current VALUES (1)",
    "UPDATE current SET status = 'exited'",
    "DELETE FROM current",
    "TRUNCATE TABLE current",
    "MERGE INTO current USING previous ON current.key = previous.key WHEN MATCHED THEN DELETE",
    "ALTER TABLE current ADD COLUMN x INT",
    "COPY current TO '/tmp/x.csv'",
    "COPY current FROM '/etc/passwd'",
    "SET threads = 1",
    "PRAGMA database_list",
    "EXPLAIN SELECT * FROM current",
    "EXPLAIN ANALYZE SELECT * FROM current",
    "DESCRIBE current",
    "SHOW TABLES",
    "USE other",
    "ATTACH DATABASE 'x' AS y",
    "CALL something()",
    "GRANT ALL ON current TO PUBLIC",
    "VACUUM",
    "ANALYZE current",
    "EXPLAIN (FORMAT JSON) SELECT * FROM current",
    "EXPORT DATABASE 'x'",
    "IMPORT DATABASE 'x'",
    "UNLOAD (SELECT * FROM current) TO 's3://x'",
    "INSERT OVERWRITE DIRECTORY '/tmp/x' SELECT * FROM current",
    "CREATE EXTERNAL TABLE t LOCATION '/etc/passwd'",
    "CREATE FUNCTION f() RETURNS INT LANGUAGE C AS 'x'",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "DECLARE c CURSOR FOR SELECT 1",
    "DO $$ BEGIN END $$",
    "KILL QUERY 1",
    "RESET ALL",
    "SET ROLE admin",
    "LISTEN x",
    "/* SELECT */ DROP TABLE current -- SELECT 1",
    "SELECT 1 /* ; */ ; /* */ DELETE FROM current",
    "BEGIN",
    "COMMIT",
    "LOAD DATA INPATH '/etc/passwd' INTO TABLE current",
    "INSTALL httpfs",
    "VALUES (1), (2)",
    "TABLE current",
    "FROM current INSERT INTO x SELECT *",
    // clauses that write, wait or sample
    "SELECT * INTO x FROM current",
    "SELECT * FROM current FOR UPDATE",
    "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT * FROM t",
    "WITH t AS (INSERT INTO x SELECT 1) SELECT * FROM t",
    "WITH t AS (DELETE FROM current) SELECT * FROM t",
    "SELECT TOP 5 * FROM current",
    "SELECT DISTINCT ON (county) * FROM current",
    "SELECT * FROM current TABLESAMPLE BERNOULLI (10)",
    "SELECT * FROM current QUALIFY ROW_NUMBER() OVER (ORDER BY key) = 1",
    "SELECT * FROM current SETTINGS max_threads = 1",
    "SELECT * FROM current FORMAT JSON",
    "SELECT * FROM current |> WHERE key = 'x'",
    "SELECT * FROM current FOR SYSTEM_TIME AS OF '2020-01-01'",
    "WITH current AS (SELECT 1 AS x) SELECT * FROM current",
    // functions that are not known to be harmless
    "SELECT LPAD('x', 2000000000, 'y') FROM current",
    "SELECT REPEAT('x', 2000000000) FROM current",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT load_extension('x')",
    "SELECT getenv('HOME')",
    "SELECT version()",
    "SELECT STRING_AGG(name, ',') FROM current",
    "SELECT ARRAY_AGG(name) FROM current",
    "SELECT CAST(key AS BLOB) FROM current",
    "SELECT COLUMNS('.*') FROM current",
    // joins that explode
    "SELECT * FROM current CROSS JOIN previous",
    "SELECT * FROM current, previous",
    "SELECT * FROM history AS a JOIN history AS b ON a.status = b.status",
    "SELECT * FROM current AS a JOIN current AS b ON a.status = b.status",
    "SELECT * FROM current AS a JOIN current AS b ON 1 = 1",
    "SELECT * FROM current AS a JOIN current AS b ON a.weeks_listed >= b.weeks_listed",
    "SELECT * FROM current AS a JOIN current AS b ON a.key = a.key",
    "SELECT * FROM current AS a JOIN current AS b ON a.county = b.county OR a.key = b.key",
    "SELECT * FROM current AS a NATURAL JOIN previous AS b",
    "SELECT * FROM current AS a CROSS JOIN LATERAL (SELECT * FROM previous) AS b",
    "SELECT * FROM current AS a ASOF JOIN previous AS b MATCH_CONDITION (a.as_of >= b.as_of)",
    "SELECT * FROM current AS a CROSS APPLY (SELECT * FROM previous) AS b",
    "SELECT * FROM current PIVOT (COUNT(key) FOR status IN ('exited'))",
    "SELECT * FROM current MATCH_RECOGNIZE (PATTERN (a) DEFINE a AS key = 'x')",
    "SELECT * FROM current AS a JOIN previous AS b",
    "SELECT * FROM calendar AS a CROSS JOIN calendar AS b CROSS JOIN calendar AS c",
    "WITH t AS (SELECT * FROM current) SELECT * FROM t CROSS JOIN calendar CROSS JOIN current",
];

#[test]
fn hostile_texts_are_refused_before_they_run() {
    assert!(HOSTILE.len() >= 60);
    let known = Catalogue::new(&[]).unwrap();
    for sql in HOSTILE {
        let refused = tongbao::indicator::guard::check(sql, &known.readable());
        let error = refused.expect_err(&format!("let through: {sql}"));
        assert_eq!(error.exit_status(), 2, "{sql}");
        assert!(error.message.chars().any(|letter| letter > '\u{2e80}'), "no Chinese: {error}");
        assert!(!error.remedy.is_empty(), "no remedy: {sql}: {error}");
    }
}

#[test]
fn texts_that_are_too_large_are_refused_without_harm() {
    let deep = |open: &str, close: &str, times: usize| {
        format!("SELECT {}1{} FROM current", open.repeat(times), close.repeat(times))
    };
    let texts = [
        deep("(", ")", 5_000),
        deep("(", ")", 100),
        deep("CASE WHEN 1 = 1 THEN ", " END", 100),
        deep("NOT ", "", 2_000),
        deep("- ", "", 5_000),
        deep("abs(", ")", 300),
        format!("SELECT 1{} FROM current", " + 1".repeat(4_000)),
        format!("SELECT * FROM current WHERE key = 'x'{}", " OR key = 'y'".repeat(1_000)),
        format!("SELECT * FROM current WHERE key IN ({})", vec!["'x'"; 5_000].join(", ")),
        format!("SELECT 1 AS a{}", " UNION ALL SELECT 1".repeat(500)),
        format!("{}SELECT 1 FROM current{}", "SELECT * FROM (".repeat(200), ") AS t".repeat(200)),
        format!("SELECT * FROM current AS c{}", " JOIN previous AS p ON c.key = p.key".repeat(50)),
        format!("SELECT '{}' FROM current", "长".repeat(30_000)),
        format!("WITH {} SELECT 1", (0..100).map(|n| format!("t{n} AS (SELECT 1)")).collect::<Vec<_>>().join(", ")),
        "SELECT 'no end".to_owned(),
        "SELECT /* no end".to_owned(),
        "SELECT \u{0} FROM current".to_owned(),
    ];
    let known = Catalogue::new(&[]).unwrap();
    for sql in texts {
        let start: String = sql.chars().take(60).collect();
        assert!(tongbao::indicator::guard::check(&sql, &known.readable()).is_err(), "let through: {start}");
    }
}

#[test]
fn honest_questions_are_answered() {
    for (sql, rows) in [
        ("SELECT COUNT(*) AS 条目 FROM current", 1),
        (
            "SELECT county_name AS 县区, COUNT(*) AS 未退出 FROM current WHERE status = 'remaining' GROUP BY county_name",
            3,
        ),
        ("WITH c AS (SELECT county FROM counties) SELECT * FROM c ORDER BY county", 4),
        ("SELECT county FROM counties UNION SELECT county FROM counties", 4),
        (
            "SELECT u.county_name FROM counties AS u LEFT JOIN current AS c ON u.county = c.county GROUP BY u.county_name",
            4,
        ),
        ("SELECT county_name, exited, governed FROM county_counts WHERE governed > 0", 3),
        ("SELECT key FROM current WHERE key IN (SELECT key FROM previous) LIMIT 2", 2),
        ("SELECT COUNT(*) FILTER (WHERE overdue) AS n, AVG(weeks_listed) AS 平均 FROM current;", 1),
        (
            "SELECT SUBSTRING(name, 1, 2) AS n, TRIM(name) AS t, CAST(record_count AS VARCHAR) AS r FROM current LIMIT 1",
            1,
        ),
        ("SELECT on_date FROM campaign", 1),
        ("SELECT key -- 说明\nFROM current /* 注 */ LIMIT 1", 1),
        ("SELECT a.county FROM counties AS a CROSS JOIN ledgers AS b", 8),
    ] {
        let table = ask(sql, 1000).unwrap_or_else(|error| panic!("{sql}: {error} {:?}", error.source));
        assert_eq!(table.rows.len(), rows, "{sql}");
    }
}

#[test]
fn a_slip_is_named_with_what_was_meant() {
    for (sql, message, remedy) in [
        ("SELECT * FROM currrent", "没有叫“currrent”的表", "是不是 current？"),
        ("SELECT coutny FROM current", "表 current 里没有叫“coutny”的列", "是不是 county？"),
        ("SELECT 行业门类门类 FROM current", "没有叫“行业门类门类”的列", "可用的列有"),
        ("SELECT 退出率 FROM county_counts", "“退出率”（退出率）是两列之比", "exited、governed"),
        (
            "SELECT exit_rate FROM county_counts",
            "“exit_rate”（退出率）是两列之比",
            "ROUND(exited * 100.0 / governed, 2)",
        ),
        ("SELECT cuont(*) FROM current", "不支持函数 cuont()", "是不是 count()？"),
        ("SELECT * FORM current", "看不懂", "例如：SELECT"),
        ("SELECT key FROM current WHERE", "句子不完整", "例如"),
        ("SELECT 'x", "引号或注释没有结束", "例如"),
        ("DROP TABLE current", "只能用 SELECT 查询，不能用 DROP", "例如"),
    ] {
        let error = ask(sql, 10).expect_err(sql);
        assert!(error.message.contains(message), "{sql}: {error}");
        assert!(error.remedy.contains(remedy), "{sql}: {error}");
    }
}

#[test]
fn the_row_limit_holds_and_is_said() {
    let table = ask("SELECT key FROM current", 5).unwrap();
    assert_eq!(table.rows.len(), 5);
    assert!(table.notes[0].contains("前 5 行"), "{:?}", table.notes);
    assert!(ask("SELECT county FROM counties", 4).unwrap().notes.is_empty(), "nothing was left out");
}

#[test]
fn a_panic_of_the_engine_is_an_error() {
    assert!(ask("SELECT key FROM current ORDER BY 0", 5).is_err());
}

#[test]
fn without_permission_no_sql_sees_a_person() {
    let (catalogue, case) = (Catalogue::new(&[]).unwrap(), case(2, 40));
    let tables = case.tables().masked();
    let engine = Local::new(&tables, &catalogue);
    let all = engine.ask("SELECT * FROM current", 1000).unwrap();
    assert!(all.column("legal_rep").is_none() && all.column("remark").is_none());
    let (name, uscc, key) = (all.column("name").unwrap(), all.column("uscc").unwrap(), all.column("key").unwrap());
    for row in &all.rows {
        let company = matches!(&row[uscc], Value::Text(code) if !code.starts_with("92"));
        match &row[name] {
            Value::Text(name) => assert_eq!(name.contains('*'), !company, "{name}"),
            _ => continue,
        }
        assert!(matches!(&row[key], Value::Text(key) if !key.contains("示例")), "{:?}", row[key]);
    }
    let tried = engine
        .ask("SELECT legal_rep AS a, CONCAT(legal_rep, remark) AS b, uscc_written AS c FROM current", 10)
        .unwrap();
    assert!(
        tried
            .rows
            .iter()
            .flatten()
            .all(|value| matches!(value, Value::Missing) || *value == Value::Text(String::new())),
        "{tried:?}"
    );
    let told = engine.ask("SELECT message FROM findings", 100).unwrap();
    assert!(told.rows.iter().all(|row| row[0] != Value::Text("x".into())), "a message may quote a name");
    let list = engine.named("task_list").unwrap();
    assert!(list.column("legal_rep").is_none());
    let open = case.tables();
    let seen = Local::new(&open, &catalogue).named("task_list").unwrap();
    let place = seen.column("legal_rep").unwrap();
    assert_eq!(seen.rows[0][place], Value::Text("机密人".into()), "internal documents may show it");
}

#[test]
fn masked_tables_give_the_same_figures() {
    let (catalogue, case) = (Catalogue::new(&[]).unwrap(), case(4, 60));
    let (open, masked) = (case.tables(), case.tables().masked());
    let figures =
        |tables| tongbao::indicator::compute(&Local::new(tables, &catalogue), &case.config, &case.period).unwrap();
    assert_eq!(figures(&open), figures(&masked));
}

#[test]
fn chinese_words_for_tables_columns_and_codes_are_understood() {
    for (said, meant) in [
        ("SELECT 县区 FROM 当期", "SELECT county_name AS \"县区\" FROM current"),
        (
            "SELECT 县区, COUNT(*) AS 数 FROM 当期 WHERE 状态 = '未退出' GROUP BY 县区 ORDER BY 县区",
            "SELECT county_name AS \"县区\", COUNT(*) AS 数 FROM current WHERE status = 'remaining' GROUP BY county_name ORDER BY \"县区\"",
        ),
        (
            "SELECT 主体名称, 在账周数 FROM current WHERE 台账 IN ('行政处罚') ORDER BY 在账周数 DESC, 条目标识",
            "SELECT name AS \"主体名称\", weeks_listed AS \"在账周数\" FROM current WHERE ledger IN ('penalty') ORDER BY weeks_listed DESC, key",
        ),
        (
            "SELECT c.\"县（市、区）\" FROM current AS c WHERE c.联系情况 <> '无法联系'",
            "SELECT c.county_name AS \"县（市、区）\" FROM current AS c WHERE c.contact <> 'unreachable'",
        ),
        (
            "SELECT 县（市、区） FROM current WHERE 县（市、区） <> '县（市、区）'",
            "SELECT county_name AS \"县（市、区）\" FROM current",
        ),
        ("SELECT 未退出数 FROM county_counts", "SELECT remaining AS \"未退出数\" FROM county_counts"),
        ("SELECT 企业 FROM (SELECT 企业 FROM 上期) AS t", "SELECT 企业 FROM (SELECT name AS 企业 FROM previous) AS t"),
        ("SELECT COUNT(*) AS 行业 FROM current", "SELECT COUNT(*) AS 行业 FROM current"),
    ] {
        let (said, meant) = (ask(said, 100), ask(meant, 100));
        let (said, meant) = (said.unwrap(), meant.unwrap());
        assert_eq!(said.rows, meant.rows);
        let heads = |table: &tongbao::domain::table::Table| -> Vec<String> {
            table.columns.iter().map(|column| column.name.clone()).collect()
        };
        assert_eq!(heads(&said), heads(&meant));
        assert!(!said.rows.is_empty());
    }
}

#[test]
fn columns_of_a_question_carry_their_labels() {
    let table = ask("SELECT county_name, status AS 状态码, remaining + 1 AS n FROM (SELECT county_name, status, 1 AS remaining FROM current) AS t LIMIT 1", 5).unwrap();
    let labels: Vec<&str> = table.columns.iter().map(|column| column.label.as_str()).collect();
    assert_eq!(labels, ["县（市、区）", "状态码", "n"]);
    let table = ask("SELECT county_name, exited FROM county_counts", 5).unwrap();
    assert_eq!((table.columns[1].label.as_str(), table.columns[1].unit.as_str()), ("退出数", "条"));
}
