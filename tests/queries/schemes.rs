//! Assessment schemes: scores worked out by hand, faults told with their line, results that do not fit refused.

use tongbao::{
    assess::{
        Assessed, NoValue, Scheme,
        json::{self, Head},
        scheme::{built_in, schemes},
        score::{Results, assess},
        sheets::printed,
    },
    domain::{
        rate::{Rate, Rounding, RoundingMode},
        table::{Column, Table, Value},
    },
    indicator::{
        catalogue::Catalogue,
        engine::{Engine, Local},
    },
};

use crate::ledger::{Case, case, config};

/// A query that a test may name in formulas, with the columns `a`, `b`, `rate`, `word`.
fn query(name: &str, county: bool) -> (String, String) {
    let unit = if county { "-- code: county | 代码\n" } else { "" };
    let head = "-- title: 题\n-- meaning: 义\n-- grain: 行\n-- owner: 办\n-- example: x\n";
    let columns = "-- column: a | 甲\n-- column: b | 乙\n-- column: word | 字\n-- rate: rate = a / b | 率\n";
    (format!("{name}.sql"), format!("{head}{unit}{columns}SELECT 1 AS a"))
}

fn catalogue() -> Catalogue {
    let needy = ("needy.sql".to_owned(), query("needy", true).1.replace("-- code", "-- param: x text | 必填\n-- code"));
    Catalogue::new(&[query("units", true), query("city", false), needy]).unwrap()
}

fn text(indicators: &str) -> String {
    format!("title = \"考核\"\nsource = \"文件\"\n{indicators}")
}

fn indicator(name: &str, formula: &str, weight: &str, direction: &str, floor: &str, full: &str) -> String {
    format!(
        "[[indicators]]\nname = \"{name}\"\nformula = \"{formula}\"\nunit = \"%\"\nweight = {weight}\n\
         direction = \"{direction}\"\nfloor = {floor}\nfull = {full}\nsource = \"文件\"\n"
    )
}

/// The scheme of this text, alone.
fn scheme(written: &str) -> tongbao::Result<Scheme> {
    let all = schemes(&[("own.toml".to_owned(), written.to_owned())], &catalogue())?;
    Ok(all.into_iter().find(|one| one.name == "own").unwrap())
}

/// Counties 文峰区, 北关区, 滑县 with `a` and `b`; 示范区 has no row; 滑县 nothing to govern.
fn results(rows: [(i64, i64); 3]) -> Results {
    let names = ["410502", "410503", "410526"];
    let column = |name: &str| Column::new(name, name);
    let units = Table {
        columns: ["county", "a", "b", "word", "rate"].map(column).to_vec(),
        rows: names
            .iter()
            .zip(rows)
            .map(|(name, (a, b))| {
                let rate = Rate::new(u64::try_from(a).unwrap(), u64::try_from(b).unwrap());
                let word = Value::Text("字".into());
                vec![Value::Text((*name).into()), Value::Int(a), Value::Int(b), word, Value::Rate(rate)]
            })
            .collect(),
        ..Table::default()
    };
    let city = Table {
        columns: vec![column("a"), column("b")],
        rows: vec![vec![Value::Int(7), Value::Decimal(125, 1)]],
        ..Table::default()
    };
    let tasks = Table {
        columns: vec![column("county"), column("governed")],
        rows: names.iter().zip([9, 9, 0]).map(|(name, n)| vec![Value::Text((*name).into()), Value::Int(n)]).collect(),
        ..Table::default()
    };
    [("units", units), ("city", city), ("county_counts", tasks)].map(|(name, table)| (name.to_owned(), table)).into()
}

fn scored(indicators: &[String], rows: [(i64, i64); 3]) -> Assessed {
    let scheme = scheme(&text(&indicators.concat())).unwrap_or_else(|error| panic!("{error}"));
    assess(&scheme, &results(rows), &config()).unwrap_or_else(|error| panic!("{error}"))
}

/// Hundredths of each mark, total, possible, scaled, rank.
type Line = (Vec<Option<i64>>, Option<i64>, i64, Option<i64>, Option<u32>);

fn lines(assessed: &Assessed) -> Vec<Line> {
    let line = |unit: &tongbao::assess::score::Standing| {
        let marks = unit.marks.iter().map(|mark| mark.score).collect();
        (marks, unit.total, unit.possible, unit.scaled, unit.rank)
    };
    assessed.units.iter().map(line).collect()
}

#[test]
fn scores_are_those_worked_out_by_hand() {
    let indicators = [
        indicator("率", "100 * units.a / units.b", "30", "up", "40", "100"),
        indicator("少", "units.b", "12.5", "down", "20", "10"),
    ];
    // 文峰区: 62.5 % is 22.5/60 of the way: 30 × 0.375 = 11.25; b = 16 is 4/10 of the way: 12.5 × 0.4 = 5.00.
    // 北关区: no b: the first cannot be computed; b = 0 is beyond 10: full. 滑县 has nothing to govern, 示范区 no row.
    let assessed = scored(&indicators, [(10, 16), (3, 0), (5, 5)]);
    assert_eq!(
        lines(&assessed),
        [
            (vec![Some(1_125), Some(500)], Some(1_625), 4_250, Some(1_625), Some(2)),
            (vec![None, Some(1_250)], Some(1_250), 1_250, Some(4_250), Some(1)),
            (vec![None, None], None, 0, None, None),
            (vec![None, None], None, 0, None, None),
        ]
    );
    let reasons: Vec<_> = assessed.units.iter().map(|unit| unit.marks[0].value.err().map(NoValue::label)).collect();
    assert_eq!(reasons, [None, Some("分母为 0"), None, Some("没有数据")]);
}

#[test]
fn thresholds_halves_and_ties_are_as_written() {
    let one = |formula: &str, weight: &str, way: &str, floor: &str, full: &str, a: i64, b: i64| {
        lines(&scored(&[indicator("率", formula, weight, way, floor, full)], [(a, b), (a, b), (0, 0)]))[0].0[0]
    };
    let share = "100 * units.a / units.b";
    assert_eq!(one(share, "30", "up", "40", "100", 5, 5), Some(3_000), "at the full threshold");
    assert_eq!(one(share, "30", "up", "40", "100", 2, 5), Some(0), "at the floor");
    assert_eq!(one(share, "30", "up", "40", "100", 1, 5), Some(0), "below the floor");
    assert_eq!(one(share, "30", "up", "40", "100", 99_999, 100_000), Some(2_999), "short of full is never full");
    assert_eq!(one(share, "10", "down", "20", "0", 0, 5), Some(1_000));
    assert_eq!(one("units.a", "1", "up", "0", "200", 1, 1), Some(1), "half a hundredth goes up");
    assert_eq!(one("units.a", "1", "up", "0", "201", 1, 1), Some(0), "less than half goes down");
    assert_eq!(one("units.rate * 100", "10", "up", "0", "100", 1, 4), Some(250), "a rate is its fraction");
    assert_eq!(one("city.b", "10", "up", "0", "25", 1, 1), Some(500), "one row holds for every county");
    assert_eq!(one("0.1 + 0.2", "10", "up", "0", "0.3", 1, 1), Some(1_000), "decimals are exact");
    let tied = lines(&scored(&[indicator("率", share, "30", "up", "0", "100")], [(1, 2), (1, 2), (1, 1)]));
    assert_eq!((tied[0].4, tied[1].4, tied[2].4), (Some(1), Some(1), None));
}

#[test]
fn values_print_half_up_and_never_all_short_of_all() {
    let exact = |num, den| tongbao::assess::Exact::new(num, den).unwrap();
    let text = |value, unit| printed(value, unit, Rounding::default()).text(Rounding::default());
    assert_eq!(text(exact(99_999, 1_000), "%"), "99.99");
    assert_eq!(text(exact(99_999, 1_000), "处"), "100.00");
    assert_eq!(text(exact(100, 1), "%"), "100.00");
    assert_eq!(text(exact(1, 8), "%"), "0.13");
    let cut = Rounding { decimals: 0, mode: RoundingMode::Down };
    assert_eq!(printed(exact(199, 2), "%", cut).text(cut), "99");
}

#[test]
fn a_faulty_scheme_is_told_with_file_and_line() {
    let fine = indicator("率", "units.a", "30", "up", "0", "100");
    let change = |from: &str, to: &str| text(&fine.replace(from, to));
    for (written, line, why) in [
        ("title = \"甲\"".to_owned(), 1, "source"),
        ("title = ".to_owned(), 1, "有误"),
        (text(""), 1, "没有一个 [[indicators]]"),
        (change("units.a", "unit.a"), 5, "没有叫“unit”的查询，是不是 units"),
        (change("units.a", "units.aa"), 5, "查询 units 没有叫“aa”的列"),
        (change("units.a", "county_counts.exitd"), 5, "是不是 county_counts.exited"),
        (change("units.a", "entries.listed"), 5, "没有叫“entries”的查询"),
        (change("units.a", "needy.a"), 5, "要给参数 x"),
        (change("units.a", "1 +"), 5, "公式第 4 个字符处"),
        (change("units.a", "system(1)"), 5, "没有“system”这个函数"),
        (change("units.a", "units.a; DROP TABLE x"), 5, "看不懂“;”"),
        (change("units.a", ""), 5, "不能空着"),
        (change("weight = 30", "weight = 0"), 7, "weight 要大于 0"),
        (change("weight = 30", "weight = -1"), 7, "weight 要大于 0"),
        (change("weight = 30", "weight = 1.234"), 7, "最多两位小数"),
        (change("weight = 30", "weight = nan"), 7, "不是数字"),
        (change("weight = 30", "weight = 1e300"), 7, "不是数字"),
        (change("weight = 30", "weight = [30]"), 7, "要写数字"),
        (change("weight = 30", "weigth = 30"), 7, "weigth"),
        (change("\"up\"", "\"sideways\""), 8, "sideways"),
        (change("\"up\"", "\"down\""), 10, "full 要小于 floor"),
        (change("full = 100", "full = 0"), 10, "full 要大于 floor"),
        (change("full = 100", "full = \"很多\""), 10, "不是数字"),
        (text(&format!("{fine}evidence = \"remaining_entrie\"\n")), 12, "是不是 remaining_entries"),
        (text(&format!("{fine}evidence = \"weekly\"\n")), 12, "没有 county 列"),
        (text(&format!("{fine}{fine}")), 13, "指标“率”写了两次"),
        (change("name = \"率\"", "name = \"率\\n二\""), 4, "不能换行"),
    ] {
        let error = scheme(&written).expect_err(&written);
        assert_eq!(error.exit_status(), 2);
        assert!(error.message.starts_with(&format!("assess/own.toml 第 {line} 行")), "{written}\n{error}");
        assert!(error.message.contains(why) && !error.remedy.is_empty(), "{written}\n{error}");
    }
    let named = |title: &str| schemes(&[("own.toml".to_owned(), text(&fine).replace("\"考核\"", title))], &catalogue());
    for title in ["\"指标定义\"", "\"营商环境评价\""] {
        assert!(named(title).expect_err(title).message.contains("已经用了"), "{title}");
    }
    assert!(scheme(&format!("\u{feff}{}", text(&fine))).is_ok(), "a byte-order mark is no fault");
}

#[test]
fn results_that_do_not_fit_a_formula_are_refused() {
    let refused = |formula: &str, results: &Results| {
        let scheme = scheme(&text(&indicator("率", formula, "30", "up", "0", "100"))).unwrap();
        assess(&scheme, results, &config()).expect_err(formula).to_string()
    };
    let mut twice = results([(1, 2), (1, 2), (1, 2)]);
    assert!(
        refused("1 + units.word", &twice).contains("assess/own.toml 第 5 行，公式第 5 个字符处：units.word 不是数字")
    );
    twice.entry("units".into()).and_modify(|table| table.rows.push(table.rows[0].clone()));
    assert!(refused("units.a", &twice).contains("不是一个县（市、区）一行"));
    twice.entry("city".into()).and_modify(|table| table.rows.push(table.rows[0].clone()));
    assert!(refused("city.a", &twice).contains("不是一个县（市、区）一行"));
}

/// The results of everything that the built-in schemes name.
fn asked(case: &Case, schemes: &[Scheme]) -> Results {
    let (tables, catalogue) = (case.tables(), Catalogue::new(&[]).unwrap());
    let engine = Local::new(&tables, &catalogue);
    let named = schemes.iter().flat_map(Scheme::figures).map(|(_, figure)| figure.query.clone());
    let lists = schemes.iter().flat_map(|one| &one.indicators).filter_map(|one| one.evidence.clone());
    named.chain(lists).map(|name| (name.clone(), engine.named(&name).unwrap())).collect()
}

#[test]
fn the_schemes_that_are_carried_say_that_they_are_examples() {
    let schemes = schemes(&[], &Catalogue::new(&[]).unwrap()).unwrap_or_else(|error| panic!("{error}"));
    let titles: Vec<&str> = schemes.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles, ["营商环境评价", "社会信用示范县创建", "法治政府建设考核"]);
    for scheme in &schemes {
        assert!(scheme.example && scheme.weight() == 10_000, "{}: {}", scheme.title, scheme.weight());
        assert!(scheme.source.starts_with("示例"));
    }
    assert_eq!(built_in().len(), 3);
}

/// The exit rate's score of the scheme for business environments, by whole numbers only.
fn by_hand(exited: i64, governed: i64) -> i64 {
    // 35 × (100·e/g − 40) ÷ 60 in hundredths, half-up.
    let (above, below) = (3_500 * (100 * exited - 40 * governed), 60 * governed);
    if exited == governed { 3_500 } else { ((2 * above.max(0) + below) / (2 * below)).min(3_499) }
}

#[test]
fn the_carried_schemes_score_made_up_ledgers_as_a_fold_does() {
    let schemes = schemes(&[], &Catalogue::new(&[]).unwrap()).unwrap();
    for seed in 1..=8 {
        let case = case(seed, 60);
        let results = asked(&case, &schemes);
        for scheme in &schemes {
            let assessed = assess(scheme, &results, &case.config).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(assessed.units.len(), case.config.counties.len());
            for unit in &assessed.units {
                let mine = case.current.iter().filter(|entry| entry.county == unit.county);
                let governed = i64::try_from(mine.clone().filter(|entry| entry.status != "excluded").count()).unwrap();
                let exited = i64::try_from(mine.filter(|entry| entry.status == "exited").count()).unwrap();
                assert_eq!(unit.has_tasks, governed > 0);
                if scheme.name == "business_environment" {
                    let expected = (governed > 0).then(|| by_hand(exited, governed));
                    assert_eq!(unit.marks[0].score, expected, "{seed} {}: {exited} of {governed}", unit.name);
                }
                let sum: i64 = unit.marks.iter().filter_map(|mark| mark.score).sum();
                assert_eq!(unit.total, (governed > 0).then_some(sum));
                if let Some(scaled) = unit.scaled {
                    let exact = sum as f64 * scheme.weight() as f64 / unit.possible as f64;
                    assert!((scaled as f64 - exact).abs() <= 0.5 + 1e-6, "{seed} {}", unit.name);
                    let ahead = assessed.units.iter().filter(|other| other.scaled > Some(scaled)).count();
                    assert_eq!(unit.rank, u32::try_from(ahead + 1).ok());
                }
            }
        }
    }
}

#[test]
fn the_json_has_its_keys_in_order_and_the_rows_behind_each_score() {
    let case = case(3, 40);
    let schemes = schemes(&[], &Catalogue::new(&[]).unwrap()).unwrap();
    let results = asked(&case, &schemes);
    let assessed: Vec<Assessed> = schemes.iter().map(|one| assess(one, &results, &case.config).unwrap()).collect();
    let evidence: Results = results.into_iter().filter(|(name, _)| name == "remaining_entries").collect();
    let head = Head { period: &case.period, basis: case.config.campaign.basis, rounding: case.config.rounding };
    let text = json::assess(&assessed, &evidence, &head);
    assert_eq!(text, json::assess(&assessed, &evidence, &head));
    let root: serde_json::Value = serde_json::from_str(&text).unwrap();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&root), "schema month as_of basis schemes evidence");
    let scheme = &root["schemes"][0];
    assert_eq!(keys(scheme), "scheme title source example note weight indicators counties");
    assert_eq!(scheme["note"], "示例权重，须以正式文件为准");
    let definition = "indicator formula unit weight direction floor full source evidence";
    assert_eq!(keys(&scheme["indicators"][0]), definition);
    let unit = &scheme["counties"][0];
    assert_eq!(keys(unit), "county name group scored reason total possible scaled rank indicators");
    assert_eq!(keys(&unit["indicators"][0]), "indicator value exact reason score figures evidence_rows");
    let remaining = |county: &str| {
        case.current.iter().filter(|entry| entry.county == county && entry.status == "remaining").count() as u64
    };
    for unit in scheme["counties"].as_array().unwrap() {
        let county = unit["county"].as_str().unwrap();
        assert_eq!(unit["indicators"][0]["evidence_rows"], remaining(county), "{county}");
    }
    let rows = root["evidence"][0]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), case.current.iter().filter(|entry| entry.status == "remaining").count());
}
