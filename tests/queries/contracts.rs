//! Every built-in query runs and gives what its header says.

use tongbao::indicator::{
    catalogue::Catalogue,
    engine::{Engine, Local},
    params::{self, Arguments},
};

use crate::ledger::case;

#[test]
fn every_query_gives_the_columns_of_its_header() {
    let catalogue = Catalogue::new(&[]).unwrap();
    let case = case(1, 60);
    let tables = case.tables();
    let engine = Local::new(&tables, &catalogue);
    let mut faults = Vec::new();
    for query in catalogue.list() {
        let needed = [("uscc", "x"), ("firm", "x"), ("figure", "exited")];
        let given: Arguments = needed
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into_iter()
            .filter(|(name, _)| query.parameters.iter().any(|parameter| &parameter.name == name))
            .collect();

        assert!(query.example.starts_with(&format!("tongbao query {}", query.name)), "{}", query.example);
        match engine.run(query, &given) {
            Ok(table) => assert_eq!(table.columns.len(), query.outputs.len()),
            Err(error) => faults.push(format!("{error}  {:?}", error.source)),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// `TONGBAO_UPDATE=1 cargo test --test queries` writes it anew.
#[test]
fn the_data_dictionary_is_what_the_program_uses() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("queries/DICTIONARY.md");
    let made = tongbao::indicator::dictionary::markdown(&Catalogue::new(&[]).unwrap());
    if std::env::var_os("TONGBAO_UPDATE").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "queries/DICTIONARY.md is stale: TONGBAO_UPDATE=1 cargo test --test queries");
}

#[test]
fn arguments_are_typed_and_never_change_the_statement() {
    let (catalogue, tables) = (Catalogue::new(&[]).unwrap(), case(1, 60).tables());
    let engine = Local::new(&tables, &catalogue);
    let run = |name: &str, key: &str, value: &str| {
        engine.run(catalogue.find(name).unwrap(), &[(key.to_owned(), value.to_owned())].into())
    };
    let fault = |name: &str, key: &str, value: &str| run(name, key, value).unwrap_err().to_string();
    assert!(fault("task_list", "conty", "x").contains("没有参数“conty”\n  怎么办：是不是 county"));
    assert!(fault("task_list", "ledger", "both").contains("只能是 judgment（失信被执行人）、penalty（行政处罚）"));
    assert!(fault("late_reports", "month", "4月").contains("“4月”不是月份"));
    assert_eq!(run("task_list", "ledger", "行政处罚").unwrap(), run("task_list", "ledger", "penalty").unwrap());
    assert!(fault("oldest_remaining", "weeks", "many").contains("“many”不是整数"));
    assert!(fault("weekly", "x", "1").contains("不需要参数"));
    let missing = engine.run(catalogue.find("entity_course").unwrap(), &Arguments::new()).unwrap_err();
    assert!(missing.to_string().contains("要给参数 uscc"), "{missing}");
    assert_eq!(run("task_list", "county", "x' OR '1' = '1").unwrap().rows.len(), 0, "a value is a value");
    let all = engine.named("task_list").unwrap().rows.len();
    let by_code = run("task_list", "county", "410502").unwrap().rows.len();
    let by_name = run("task_list", "county", "文峰区").unwrap().rows.len();
    assert!(by_code == by_name && 0 < by_code && by_code < all);
}

#[test]
fn a_workspace_query_may_build_on_others_but_not_on_itself() {
    let head = "-- title: 题\n-- meaning: 义\n-- grain: 行\n-- owner: 办\n-- example: x\n-- column: n | 数\n";
    let own = |name: &str, sql: &str| (name.to_owned(), format!("{head}{sql}"));
    let files = [
        own("a.sql", "SELECT SUM(remaining) AS n FROM county_counts"),
        own("b.sql", "SELECT n FROM c"),
        own("c.sql", "SELECT n FROM b"),
        own("d.sql", "SELECT 1 AS m"),
        own("e.sql", "SELECT COUNT(*) AS n FROM read_csv('/etc/passwd')"),
    ];
    let (catalogue, case) = (Catalogue::new(&files).unwrap(), case(1, 60));
    let tables = case.tables();
    let engine = Local::new(&tables, &catalogue);
    let remaining = case.current.iter().filter(|entry| entry.status == "remaining").count();
    let sum = engine.named("a").unwrap().rows[0][0].clone();
    assert_eq!(sum, tongbao::domain::table::Value::Int(i64::try_from(remaining).unwrap()));
    assert!(engine.named("b").unwrap_err().message.contains("互相引用"));
    assert!(engine.named("d").unwrap_err().message.contains("文件头写的列是 n，SQL 给出的列是 m"));
    assert!(engine.named("e").unwrap_err().message.contains("read_csv"), "its own queries pass the guard too");
}

#[test]
fn people_may_write_their_own_words_for_parameters_and_places() {
    let (catalogue, case) = (Catalogue::new(&[]).unwrap(), case(1, 60));
    let query = catalogue.find("uninterviewed").unwrap();
    let said = |name: &str, value: &str| {
        params::resolved(query, &[(name.to_owned(), value.to_owned())].into(), &case.config)
            .map(|given| given.into_iter().next().unwrap())
    };
    for (name, value, known, code) in [
        ("county", "滑县", "county", "410526"),
        ("县区", "410526", "county", "410526"),
        ("行业", "交通运输", "industry", "G"),
        ("industry", "交通运输行业", "industry", "G"),
        ("industry", "交通运输、仓储和邮政业", "industry", "G"),
        ("行业门类", "g", "industry", "G"),
        ("industry", "未填报", "industry", "未填报"),
        ("部门", "交通运输局", "department", "交通运输局"),
        ("周数", "8", "weeks", "8"),
    ] {
        match said(name, value) {
            Ok((name, value)) => assert_eq!((name.as_str(), value.as_str()), (known, code)),
            Err(error) => assert!(known.is_empty(), "{name}={value}: {error}"),
        }
    }
    assert!(said("周去", "1").unwrap_err().remedy.contains("weeks（"));
    for (name, value, message, remedy) in [
        ("county", "滑线", "没有“滑线”这个县（市、区）", "是不是 滑县"),
        ("industry", "运输", "", ""),
        ("industry", "不存在的行业类别", "没有“不存在的行业类别”这个行业", "可以写"),
        ("县去", "滑县", "没有参数“县去”", "可用的参数"),
    ] {
        match said(name, value) {
            Ok(_) => assert!(message.is_empty(), "{name}={value}"),
            Err(error) => assert!(error.message.contains(message) && error.remedy.contains(remedy), "{error}"),
        }
    }
    let twice = [("county".to_owned(), "滑县".to_owned()), ("县区".to_owned(), "滑县".to_owned())];
    assert!(params::resolved(query, &twice.into(), &case.config).unwrap_err().message.contains("两次"));
}
