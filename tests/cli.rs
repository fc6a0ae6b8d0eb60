//! The command line from outside: what is said, what is refused, what is left behind, and with which exit status.
#![allow(
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs
)]

mod support;

use std::{collections::BTreeMap, fs, path::Path};

use support::{Run, sample, workspace, workspace_with};
use tempfile::TempDir;

/// Every file below a folder with its bytes.
fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(dir: &Path, root: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, root, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    if dir.exists() {
        walk(dir, dir, &mut files);
    }
    files
}

#[test]
fn help_is_chinese_and_goes_to_stdout() {
    let run = Run::new(["--help"]).go();
    assert_eq!(run.status, 0);
    for word in ["用法", "命令", "选项", "month", "一个月的全部工作"] {
        assert!(run.out.contains(word), "{word} is missing from:\n{}", run.out);
    }
    for word in ["Usage", "Options", "Commands", "Print help", "possible values", "default:"] {
        assert!(!run.out.contains(word), "English is left in the help: {word}\n{}", run.out);
    }
}

#[test]
fn help_of_every_command_is_chinese() {
    let commands = [
        "demo",
        "init",
        "month",
        "ingest",
        "check",
        "withdraw",
        "bulletin",
        "notices",
        "reports",
        "query",
        "trace",
        "publicity",
        "forms",
        "diff",
        "history",
        "store",
        "doctor",
        "template",
        "analyse",
        "assess",
    ];
    for command in commands {
        let run = Run::new([command, "--help"]).go();
        assert_eq!(run.status, 0, "{command}");
        for word in ["Usage", "Options", "Arguments", "Print help", "possible values", "default:"] {
            assert!(!run.out.contains(word), "English in the help of {command}: {word}\n{}", run.out);
        }
        assert!(run.out.contains("用法："), "{}", run.out);
    }
}

#[test]
fn a_file_that_was_named_and_is_no_ledger_is_told() {
    let dir = workspace();
    fs::write(dir.path().join("滑县.zip"), "PK").unwrap();
    fs::create_dir(dir.path().join("空")).unwrap();
    let run = Run::new(["ingest", "滑县.zip"]).within(&dir).go();
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains("未收：滑县.zip 不是台账文件，只收 .xlsx、.xls、.ods、.csv 等表格。"), "{}", run.err);
    let run = Run::new(["ingest", "空"]).within(&dir).go();
    assert_eq!(run.status, 0);
    assert!(run.err.contains("这里没有台账文件（.xlsx、.xls、.ods、.csv 等表格）。"), "{}", run.err);
}

#[test]
#[cfg(unix)]
fn a_file_name_writes_no_lines_of_its_own() {
    let dir = workspace();
    let name = "\u{1B}[31m坏\n滑县：已收下\u{202E}.xlsx";
    fs::write(dir.path().join(name), "PK").unwrap();
    let run = Run::new(["ingest", name]).within(&dir).go();
    let told = format!("{}{}", run.out, run.err);
    assert!(told.contains("_[31m坏_滑县：已收下_.xlsx"), "{told}");
    assert!(!told.contains(['\u{1B}', '\u{202E}']), "{told:?}");
}

#[test]
fn wrong_usage_is_told_in_chinese_with_status_2() {
    let cases = [
        (vec!["montth"], "没有“montth”这个命令"),
        (vec!["ingest"], "还缺"),
        (vec!["bulletin", "--month", "2023-13"], "不是月份"),
        (vec!["ingest", "x", "--as-of", "4月30日"], "不是日期"),
        (vec!["bulletin", "--month", "2023-04", "--date", "0001-01-01"], "年份不在 2000 到 2099 之间"),
        (vec!["store", "restore", "abc"], "不是版本号，请写 store log 列出的数字"),
        (vec!["bulletin", "--mont", "2023-04"], "没有“--mont”这个选项"),
        (vec!["analyse", "survivl"], "“survivl”不能用于"),
        (vec!["analyse", "survival", "--by", "ledger"], "“ledger”不能用于"),
        (vec!["assess"], "还缺"),
    ];
    for (arguments, message) in cases {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_tongbao")).args(&arguments).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {err}");
        assert!(err.contains(message), "{arguments:?}: {err}");
        assert!(err.contains("怎么办"), "{err}");
        assert!(!err.contains("error:"), "{err}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn without_a_workspace_nothing_happens() {
    let dir = TempDir::new().unwrap();
    let run = Run::new(["bulletin", "--month", "2023-04"]).within(&dir).go();
    assert_eq!(run.status, 2, "{}", run.err);
    assert!(run.err.contains("没有 tongbao.toml") && run.err.contains("tongbao init"), "{}", run.err);
}

#[test]
fn init_makes_a_workspace_once() {
    let dir = TempDir::new().unwrap();
    let run = Run::new(["init", "信用办"]).within(&dir).go();
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(dir.path().join("信用办/tongbao.toml").is_file());
    assert!(fs::read_to_string(dir.path().join("信用办/rules.toml")).unwrap().contains("confirmed_by"));
    let again = Run::new(["init", "信用办"]).within(&dir).go();
    assert_eq!(again.status, 2);
    assert!(again.err.contains("已经是工作区"), "{}", again.err);
}

#[test]
fn demo_rebuilds_its_own_folder_and_refuses_any_other() {
    let dir = TempDir::new().unwrap();
    fs::create_dir(dir.path().join("有东西")).unwrap();
    fs::write(dir.path().join("有东西/要紧.txt"), "要紧").unwrap();
    let refused = Run::new(["demo", "有东西"]).within(&dir).go();
    assert_eq!(refused.status, 2, "{}", refused.err);
    assert_eq!(fs::read_to_string(dir.path().join("有东西/要紧.txt")).unwrap(), "要紧");
    for _ in 0..2 {
        let run = Run::new(["demo", "示例"]).within(&dir).go();
        assert_eq!(run.status, 0, "{}", run.err);
        let out = dir.path().join("示例/out/2023-05");
        for file in ["通报.docx", "通报.pdf", "通报.html", "通报附表.xlsx", "indicators.json", "manifest.json"]
        {
            assert!(out.join("bulletin").join(file).is_file(), "{file} is missing");
        }
        assert!(out.join("notices/安阳县/交通运输局/提示函.docx").is_file() && out.join("notices/全市").is_dir());
        assert!(!out.join("notices/滑县").exists(), "nothing remains in 滑县: no notice");
    }
}

#[test]
fn a_dry_run_changes_nothing() {
    let dir = workspace();
    let before = tree(dir.path());
    let run = Run::new(["ingest", "--dry-run", sample("submissions/2023-04-02").to_str().unwrap()]).within(&dir).go();
    assert_eq!(run.status, 1, "the sample has errors: {}", run.err);
    assert!(run.err.contains("试运行"), "{}", run.err);
    assert_eq!(tree(dir.path()), before);
}

#[test]
fn bad_files_are_rejected_alone() {
    let dir = workspace();
    let inbox = dir.path().join("收件/2023-04-30");
    fs::create_dir_all(&inbox).unwrap();
    fs::copy(sample("submissions/2023-04-30/滑县.xlsx"), inbox.join("滑县.xlsx")).unwrap();
    fs::write(inbox.join("文峰区.xlsx"), b"PK\x03\x04broken").unwrap();
    fs::write(inbox.join("北关区.xlsx"), b"").unwrap();
    fs::write(inbox.join("殷都区.xlsx"), "<html><body><table><tr><td>1</td></tr></table></body></html>").unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "今天天气很好").unwrap();
    book.save(inbox.join("龙安区.xlsx")).unwrap();
    fs::write(inbox.join("台账.csv"), "主体名称,统一社会信用代码,失信次数,是否退出,执行法院\n甲子商贸有限公司（示例001）,91410599MA00000X9N,12,否,示例法院\n").unwrap();
    let run = Run::new(["ingest", "收件"]).within(&dir).go();
    assert_eq!(run.status, 1, "{}", run.err);
    for (file, why) in [
        ("文峰区.xlsx", "损坏"),
        ("北关区.xlsx", "空"),
        ("殷都区.xlsx", "网页"),
        ("龙安区.xlsx", "表头"),
        ("台账.csv", "县（市、区）"),
    ] {
        let line = run
            .err
            .lines()
            .find(|line| line.contains(file))
            .unwrap_or_else(|| panic!("{file} is not named:\n{}", run.err));
        assert!(line.contains(why), "{line}");
    }
    let listed =
        Run::new(["query", "--sql", "SELECT county, ledger FROM submissions", "--format", "csv"]).within(&dir).go();
    assert_eq!(listed.status, 0, "{}", listed.err);
    assert_eq!(listed.out.lines().count(), 3, "only 滑县 went in: {}", listed.out);
}

#[test]
fn a_withdrawn_submission_is_late_again_and_stays_in_history() {
    let dir = workspace_with(&sample("submissions/2023-04-02"));
    let run = Run::new(["withdraw", "滑县", "行政处罚", "2023-04-02"]).within(&dir).go();
    assert_eq!(run.status, 0, "{}", run.err);
    let sql = "SELECT standing FROM submissions WHERE county = '410526' AND ledger = 'penalty'";
    let query = Run::new(["query", "--sql", sql, "--format", "csv"]).within(&dir).go();
    assert!(query.out.contains("withdrawn"), "{}{}", query.out, query.err);
    let again = Run::new(["withdraw", "滑县", "行政处罚", "2023-04-02"]).within(&dir).go();
    assert_eq!(again.status, 2, "{}", again.err);
    assert!(again.err.contains("没有"), "{}", again.err);
}

#[test]
fn an_earlier_version_gives_the_earlier_bulletin_byte_for_byte() {
    let dir = workspace_with(&sample("submissions/2023-04-02"));
    let bulletin = |out: &str, at: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tongbao"));
        command.args(["bulletin", "--month", "2023-04", "--out", out, "--fonts"]).arg(support::fonts()).args(at);
        let output = command.current_dir(dir.path()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        tree(&dir.path().join(out))
    };
    let log =
        Run::new(["query", "--sql", "SELECT COUNT(*) AS n FROM submissions", "--format", "csv"]).within(&dir).go();
    assert_eq!(log.status, 0, "{}", log.err);
    let before = bulletin("甲", &[]);
    let version = serde_json::from_slice::<serde_json::Value>(&before["2023-04/bulletin/manifest.json"]).unwrap()["store_version"].to_string();
    let run = Run::new(["ingest", sample("submissions/2023-04-09").to_str().unwrap()]).within(&dir).go();
    assert!(run.status <= 1, "{}", run.err);
    let after = bulletin("乙", &[]);
    assert_ne!(before["2023-04/bulletin/indicators.json"], after["2023-04/bulletin/indicators.json"]);
    assert_eq!(bulletin("丙", &["--at", &version]), before);
}

#[test]
fn two_processes_in_other_surroundings_give_the_same_bytes() {
    let make = |zone: &str, locale: &str, threads: &str| {
        let dir = workspace_with(&sample("submissions/2023-04-02"));
        let run = Run::new(["month", "2023-04"])
            .within(&dir)
            .env("TZ", zone)
            .env("LC_ALL", locale)
            .env("RAYON_NUM_THREADS", threads)
            .env("POLARS_MAX_THREADS", threads)
            .go();
        assert_eq!(run.status, 0, "{}", run.err);
        tree(&dir.path().join("out"))
    };
    let (one, other) = (make("UTC", "C", "1"), make("Asia/Shanghai", "zh_CN.UTF-8", "4"));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(bytes == &other[name], "{name} differs");
    }
    assert!(one.len() > 50, "{} files", one.len());
}

#[test]
fn query_answers_in_every_format_and_refuses_the_rest() {
    let dir = workspace_with(&sample("submissions/2023-04-02"));
    let list = Run::new(["query", "--list"]).within(&dir).go();
    assert!(list.status == 0 && list.out.contains("county_ranking"), "{}{}", list.out, list.err);
    for (format, sign) in [("table", "滑县"), ("csv", "滑县"), ("json", "\"滑县\"")] {
        let run = Run::new(["query", "county_ranking", "--format", format]).within(&dir).go();
        assert_eq!(run.status, 0, "{}", run.err);
        assert!(run.out.contains(sign), "{format}: {}", run.out);
    }
    for file in ["结果.xlsx", "结果.parquet", "结果.csv"] {
        let run = Run::new(["query", "county_ranking", "-o", file]).within(&dir).go();
        assert_eq!(run.status, 0, "{}", run.err);
        assert!(dir.path().join(file).metadata().unwrap().len() > 100, "{file}");
    }
    assert!(fs::read(dir.path().join("结果.csv")).unwrap().starts_with(b"\xef\xbb\xbf"), "a csv file has a BOM");
    for sql in
        ["SELECT * FROM read_csv('/etc/passwd')", "DROP TABLE current", "SELECT 1; SELECT 2", "SELECT * FROM nowhere"]
    {
        let run = Run::new(["query", "--sql", sql]).within(&dir).go();
        assert_eq!(run.status, 2, "{sql}: {}{}", run.out, run.err);
        assert!(run.err.contains("怎么办"), "{}", run.err);
        assert!(run.out.is_empty());
    }
}

#[test]
fn personal_data_stay_out_of_queries_unless_asked_for() {
    let dir = workspace_with(&sample("submissions/2023-04-02"));
    let sql = "SELECT name, uscc FROM current WHERE uscc LIKE '92%' AND name IS NOT NULL ORDER BY uscc";
    let masked = Run::new(["query", "--sql", sql, "--format", "csv"]).within(&dir).go();
    assert!(masked.out.lines().skip(1).all(|line| line.contains('*')), "{}", masked.out);
    let open = Run::new(["query", "--sql", sql, "--format", "csv", "--personal"]).within(&dir).go();
    assert!(open.out.lines().skip(1).all(|line| !line.contains('*')), "{}", open.out);
}

#[test]
fn every_analysis_is_said_in_every_form() {
    let dir = workspace_with(&sample("submissions"));
    let kinds = [
        ("survival", "中位用时"),
        ("curve", "未退出比例"),
        ("standardised", "标准化退出率"),
        ("intervals", "与全市相比"),
        ("pace", "每周至少要退出"),
        ("anomalies", "建议"),
    ];
    for (kind, column) in kinds {
        let run = Run::new(["analyse", kind, "--month", "2023-05"]).within(&dir).go();
        assert_eq!(run.status, 0, "{kind}: {}", run.err);
        // What is unusual is not found in every county.
        let county = if kind == "anomalies" { "北关区" } else { "滑县" };
        for word in [column, county, "注：截至2023年5月28日"] {
            assert!(run.out.contains(word), "{kind} does not say {word}:\n{}", run.out);
        }
        let json = Run::new(["analyse", kind, "--format", "json"]).within(&dir).go();
        assert!(serde_json::from_str::<serde_json::Value>(&json.out).unwrap().as_array().unwrap().len() > 3, "{kind}");
        let csv = Run::new(["analyse", kind, "--format", "csv"]).within(&dir).go();
        assert!(csv.status == 0 && csv.out.lines().count() > 3, "{kind}: {}", csv.err);
    }
    for by in ["county", "industry", "contact"] {
        let run = Run::new(["analyse", "intervals", "--by", by, "-o", "区间.xlsx"]).within(&dir).go();
        assert!(run.status == 0 && run.err.contains("已写入"), "{by}: {}", run.err);
    }
    let earlier = Run::new(["analyse", "pace", "--as-of", "2023-04-30"]).within(&dir).go();
    assert!(earlier.out.contains("截至2023年4月30日") && earlier.out.contains("54.5"), "{}", earlier.out);
    for (arguments, why) in [
        (vec!["analyse", "pace", "--by", "industry"], "不能加 --by"),
        (vec!["analyse", "--format", "csv"], "没有说要哪一种分析"),
        (vec!["analyse", "pace", "-o", "x.doc"], "不知道“.doc”"),
        (vec!["analyse", "pace", "--month", "2022-01"], "2022-01没有任何一期报送"),
    ] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_tongbao"))
            .args(&arguments)
            .current_dir(dir.path())
            .output()
            .unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && err.contains(why) && err.contains("怎么办"), "{arguments:?}: {err}");
    }
    let all = |out: &str| {
        let run = Run::new(["analyse", "--month", "2023-05", "--out", out]).within(&dir).go();
        assert_eq!(run.status, 0, "{}", run.err);
        tree(&dir.path().join(out))
    };
    let (one, other) = (all("甲"), all("乙"));
    assert_eq!(one.keys().collect::<Vec<_>>(), ["2023-05/analysis/manifest.json", "2023-05/analysis/分析.xlsx"]);
    assert_eq!(one, other, "the same bytes");
    let words = support::text::words(&dir.path().join("甲/2023-05/analysis/分析.xlsx"));
    assert!(words.contains("无法联系") && words.contains("滑县"));
    for code in ["unreachable", "410526", "代码"] {
        assert!(!words.contains(code), "a code stands beside its name: {code}");
    }
}

#[test]
fn the_package_for_the_assessments_is_made_and_can_be_changed() {
    let dir = workspace_with(&sample("submissions"));
    let make = |out: &str| {
        let run = Run::new(["assess", "--month", "2023-05", "--out", out]).within(&dir).go();
        (run.status, run.err, tree(&dir.path().join(out)))
    };
    let (status, err, files) = make("甲");
    assert_eq!(status, 0, "{err}");
    assert!(err.contains("示例权重，须以正式文件为准"), "{err}");
    let names: Vec<&String> = files.keys().collect();
    let folder = "2023-05/assess";
    assert_eq!(
        names,
        ["assess.json", "manifest.json", "考核材料.xlsx"]
            .map(|name| format!("{folder}/{name}"))
            .iter()
            .collect::<Vec<_>>()
    );
    assert_eq!(make("乙").2, files, "the same bytes");
    let copied = Run::new(["assess", "--copy"]).within(&dir).go();
    assert!(copied.status == 0 && copied.err.contains("law_government.toml"), "{}", copied.err);
    let own = dir.path().join("assess/law_government.toml");
    let text = fs::read_to_string(&own).unwrap();
    fs::write(&own, text.replace("法治政府建设考核", "依法治市考核").replace("example = true", "example = false"))
        .unwrap();
    assert!(Run::new(["assess", "--copy"]).within(&dir).go().err.contains("已有，没有动"));
    let (status, err, changed) = make("丙");
    assert_eq!(status, 0, "{err}");
    let json: serde_json::Value = serde_json::from_slice(&changed[&format!("{folder}/assess.json")]).unwrap();
    let last = json["schemes"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["title"], &last["example"], &last["note"]),
        (&"依法治市考核".into(), &false.into(), &serde_json::Value::Null)
    );
    let manifest = String::from_utf8(changed[&format!("{folder}/manifest.json")].clone()).unwrap();
    assert!(manifest.contains("assess/law_government.toml"), "the office's own scheme is an input");
    fs::write(&own, text.replace("measures.operating", "measures.operatng")).unwrap();
    let (status, err, left) = make("丁");
    assert_eq!(status, 2, "{err}");
    assert!(err.contains("assess/law_government.toml 第 ") && err.contains("measures.operating"), "{err}");
    assert!(left.is_empty(), "nothing is written");
}

/// The text of a .docx.
fn docx(bytes: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("word/document.xml").unwrap(), &mut xml).unwrap();
    let runs = xml.split("<w:t").skip(1).filter_map(|run| run.split_once('>')?.1.split("</w:t>").next());
    runs.collect::<String>()
}

#[test]
fn forms_are_made_for_whoever_is_to_be_interviewed() {
    let dir = workspace_with(&sample("submissions/2023-04-02"));
    let run = Run::new(["forms", "--no-pdf"]).within(&dir).go();
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("2022") && run.err.contains("confirmed_by") && run.out.is_empty(), "{}", run.err);
    let made = tree(&dir.path().join("out/forms/2023-04-02"));
    let sql = ["query", "pledges_due", "--format", "json", "--personal"];
    let due: serde_json::Value = serde_json::from_str(&Run::new(sql).within(&dir).go().out).unwrap();
    let mut firms: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    for row in due.as_array().unwrap() {
        let county = firms.entry(word(&row["county_name"])).or_default();
        let firm = (row["entity_id"].to_string(), word(&row["name"]));
        if !county.iter().any(|known| known.0 == firm.0) {
            county.push(firm);
        }
    }
    assert!(firms.values().flatten().count() > 40, "{firms:?}");
    for (county, firms) in &firms {
        let text = docx(&made[&format!("{county}/信用承诺书.docx")]);
        assert_eq!(text.matches("承诺单位：").count(), firms.len(), "{county}");
        assert!(firms.iter().all(|(_, name)| text.contains(&format!("承诺单位：{name}"))), "{county}");
    }
    let units = made.keys().filter(|name| name.ends_with("信用修复指引.docx")).count();
    assert_eq!(units, 11, "every county has the guide");
    let manifest: serde_json::Value = serde_json::from_slice(&made["滑县/manifest.json"]).unwrap();
    assert_eq!((&manifest["command"], &manifest["options"]["county"]), (&"forms".into(), &"410526".into()));
    let outputs = manifest["outputs"].as_array().unwrap();
    assert!(outputs.iter().any(|output| output["name"] == "信用承诺书.docx") && outputs.len() == 2, "{outputs:?}");
    let guide = docx(&made["滑县/信用修复指引.docx"]);
    assert!(firms.values().flatten().all(|(_, name)| !guide.contains(name.as_str())), "the guide names nobody");
    Run::new(["forms", "--no-pdf"]).within(&dir).go();
    assert_eq!(tree(&dir.path().join("out/forms/2023-04-02")), made, "the same again is the same bytes");
    // One county anew, a file an entity, with the rules of another day: the others stay.
    let run = Run::new(["forms", "--no-pdf", "--each", "--county", "滑县", "--date", "2026-04-01"]).within(&dir).go();
    assert_eq!(run.status, 0, "{}", run.err);
    let mut again = tree(&dir.path().join("out/forms/2023-04-02"));
    assert!(docx(&again["滑县/信用修复指引.docx"]).contains("第36号"));
    let each = again.keys().filter(|name| name.starts_with("滑县/信用承诺书/")).count();
    assert_eq!(each, firms["滑县"].len());
    let others = |tree: &mut BTreeMap<String, Vec<u8>>| tree.retain(|name, _| !name.starts_with("滑县/"));
    let mut before = made;
    others(&mut before);
    others(&mut again);
    assert_eq!(before, again);
}

#[test]
fn forms_follow_the_offices_own_rules_and_refuse_broken_ones() {
    let dir = workspace_with(&sample("submissions/2023-04-02"));
    let rules = dir.path().join("rules.toml");
    let built_in = tongbao::domain::repair::BUILTIN;
    let own =
        built_in.replace("confirmed_by = \"\"", "confirmed_by = \"示例处\"").replace("“信用中国”网站", "示例网站");
    fs::write(&rules, own).unwrap();
    let run = Run::new(["forms", "--no-pdf", "--county", "滑县"]).within(&dir).go();
    assert!(run.status == 0 && !run.err.contains("confirmed_by"), "{}", run.err);
    let made = tree(&dir.path().join("out/forms/2023-04-02/滑县"));
    assert!(docx(&made["信用修复指引.docx"]).contains("示例网站"));
    assert!(String::from_utf8_lossy(&made["manifest.json"]).contains("rules.toml"), "the rules are an input");
    fs::write(&rules, built_in.replace("until = 2023-04-30", "until = 2023-13-30")).unwrap();
    let run = Run::new(["forms", "--no-pdf"]).within(&dir).go();
    assert!(run.status == 2 && run.err.contains("rules.toml 第 ") && run.err.contains("怎么办"), "{}", run.err);
    let wrong = Run::new(["forms", "--county", "没有县"]).within(&dir).go();
    assert_eq!(wrong.status, 2, "{}", wrong.err);
    assert_eq!(tree(&dir.path().join("out/forms/2023-04-02/滑县")), made, "nothing was touched");
}

#[test]
fn reports_check_tells_what_templates_use_and_what_is_wrong() {
    let workspace = workspace();
    let check = || Run::new(["reports", "check"]).within(&workspace).go();
    let run = check();
    assert_eq!(run.status, 0, "{}{}", run.out, run.err);
    for words in ["通报.md（内置）", "表：", "县区排名", "✓ 没有问题"] {
        assert!(run.out.contains(words), "{words} in\n{}", run.out);
    }
    let reports = workspace.path().join("reports");
    fs::create_dir(&reports).unwrap();
    fs::write(reports.join("通报.md"), "::标题 甲::\n{{ city.exitd }}\n{% if tied %}").unwrap();
    fs::write(reports.join("提示涵.md"), "甲").unwrap();
    fs::write(reports.join("通报.docx"), b"not a package").unwrap();
    let before = tree(workspace.path());
    let run = check();
    assert_eq!(run.status, 2);
    for words in [
        "通报.md（工作区的 reports/）",
        "✗ 第 2 行：没有“city.exitd”这项内容。是不是“exited”？",
        "✗ 第 3 行：“{% if … %}”没有结束",
        "提示涵.md",
        "是不是“提示函.md”？",
        "通报.docx（工作区的 reports/，套红）",
        "不是 .docx 文件",
    ] {
        assert!(run.out.contains(words), "{words} in\n{}", run.out);
    }
    assert!(run.err.contains("3 个模板共有 4 处问题"), "{}", run.err);
    assert_eq!(tree(workspace.path()), before, "it only looks");
}

/// A letterhead with these paragraphs.
fn letterhead(paragraphs: &[&str]) -> Vec<u8> {
    use std::io::Write as _;
    let body: String = paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    let document = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
             ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>",
        ),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" \
             Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>",
        ),
        ("word/document.xml", document.as_str()),
    ] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn an_offices_own_letterhead_is_checked_before_anything_is_written_and_then_used() {
    let workspace = workspace_with(&sample("submissions/2023-04-30"));
    let reports = workspace.path().join("reports");
    fs::create_dir(&reports).unwrap();
    fs::write(reports.join("通报.docx"), letterhead(&["{{标题}}", "{{文好}}", "{{正文}}"])).unwrap();
    let before = tree(workspace.path());
    for command in [vec!["bulletin", "--month", "2023-04", "--no-pdf"], vec!["month", "2023-04", "--no-pdf"]] {
        let run = match command.as_slice() {
            [a, b, c, d] => Run::new([*a, *b, *c, *d]),
            [a, b, c] => Run::new([*a, *b, *c]),
            _ => unreachable!(),
        };
        let run = run.within(&workspace).go();
        assert_eq!(run.status, 2, "{}", run.err);
        for words in ["通报.docx", "第 2 段", "是不是“文号”"] {
            assert!(run.err.contains(words), "{words} in {}", run.err);
        }
    }
    assert_eq!(tree(workspace.path()), before, "nothing was written");
    let good = letterhead(&["{{标题}}", "{{文号}}", "{{正文}}", "{{图：逐周进度}}", "{{落款}}"]);
    fs::write(reports.join("通报.docx"), &good).unwrap();
    fs::write(reports.join("提示函.docx"), letterhead(&["{{发文机关标志}}", "{{正文}}", "{{成文日期}}"])).unwrap();
    let checked = Run::new(["reports", "check"]).within(&workspace).go();
    assert_eq!(checked.status, 0, "{}", checked.out);
    assert!(checked.out.contains("占位符：图：逐周进度、文号、标题、正文、落款"), "{}", checked.out);
    let run = Run::new(["month", "2023-04", "--no-pdf"]).within(&workspace).go();
    assert_eq!(run.status, 0, "{}", run.err);
    let files = tree(&workspace.path().join("out/2023-04"));
    let manifest = String::from_utf8(files["bulletin/manifest.json"].clone()).unwrap();
    assert!(manifest.contains("reports/通报.docx") && manifest.contains("reports/提示函.docx"), "{manifest}");
    let letters: Vec<&Vec<u8>> =
        files.iter().filter(|(name, _)| name.ends_with("提示函.docx")).map(|(_, bytes)| bytes).collect();
    assert!(!letters.is_empty());
    for docx in letters.into_iter().chain([&files["bulletin/通报.docx"]]) {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
        let mut document = String::new();
        std::io::Read::read_to_string(&mut archive.by_name("word/document.xml").unwrap(), &mut document).unwrap();
        assert!(document.contains("TongbaoBodyText") && !document.contains("{{"));
        assert!(archive.by_name("word/styles.xml").is_ok(), "the styles it had not");
    }
}
