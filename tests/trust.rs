//! What an office needs to trust its ledger: the store's history, an entity's course, what changed, who is listed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, missing_docs)]

#[path = "trust_parts/damage.rs"]
mod damage;
#[path = "trust_parts/names.rs"]
mod names;
mod support;

use std::{fs, path::Path, sync::OnceLock};

use support::{Run, sample, workspace, workspace_with};
use tempfile::TempDir;

/// A workspace that has taken in every week of the sample: made once, copied for tests that change it.
fn whole() -> &'static TempDir {
    static WHOLE: OnceLock<TempDir> = OnceLock::new();
    WHOLE.get_or_init(|| workspace_with(&sample("submissions")))
}

fn csv(dir: &TempDir, sql: &str) -> Vec<String> {
    let run = Run::new(["query", "--sql", sql, "--format", "csv", "--limit", "100000"]).within(dir).go();
    assert_eq!(run.status, 0, "{}", run.err);
    run.out.lines().skip(1).map(str::to_owned).collect()
}

fn number(dir: &TempDir, sql: &str) -> usize {
    csv(dir, sql)[0].parse().unwrap()
}

/// The number that stands before `unit` behind `word`.
fn told(text: &str, word: &str) -> usize {
    let rest = &text[text.find(word).unwrap_or_else(|| panic!("no {word} in {text}")) + word.len()..];
    rest.trim_start().chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

/// A data file below a folder.
fn some_parquet(dir: &Path) -> Option<std::path::PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(dir).ok()?.map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let found = entries.iter().find(|path| path.extension().is_some_and(|ending| ending == "parquet")).cloned();
    found.or_else(|| entries.iter().filter(|path| path.is_dir()).find_map(|dir| some_parquet(dir)))
}

#[test]
fn the_store_tells_its_history_and_goes_back_as_a_new_version() {
    let dir = workspace_with(&sample("submissions/2023-04-02"));
    let first = number(&dir, "SELECT COUNT(*) AS n FROM submissions");
    assert!(Run::new(["ingest", sample("submissions/2023-04-09").to_str().unwrap()]).within(&dir).go().status <= 1);
    let both = number(&dir, "SELECT COUNT(*) AS n FROM submissions");
    assert!(both > first);
    let log = Run::new(["store", "log"]).within(&dir).go();
    assert_eq!(log.status, 0, "{}", log.err);
    assert!(log.out.contains("ingest") && log.out.contains("2023-04-09"), "{}", log.out);
    let restored = Run::new(["store", "restore", "1"]).within(&dir).go();
    assert!(restored.status == 0 && restored.err.contains("第 3 版"), "{}", restored.err);
    assert_eq!(number(&dir, "SELECT COUNT(*) AS n FROM submissions"), first);
    let again = Run::new(["store", "restore", "1"]).within(&dir).go();
    assert!(again.err.contains("没有改动"), "{}", again.err);
    assert!(Run::new(["store", "restore", "2"]).within(&dir).go().err.contains("第 4 版"));
    assert_eq!(number(&dir, "SELECT COUNT(*) AS n FROM submissions"), both);
    assert!(Run::new(["store", "compact"]).within(&dir).go().err.contains("清理了 0 个"));
    let verified = Run::new(["store", "verify"]).within(&dir).go();
    assert!(verified.status == 0 && verified.out.contains("台账库完好：5 个版本"), "{}{}", verified.out, verified.err);
}

#[test]
fn a_store_that_was_tampered_with_is_not_sound() {
    let dir = workspace_with(&sample("submissions/2023-04-02"));
    let file = some_parquet(&dir.path().join("store/rows")).unwrap();
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    let run = Run::new(["store", "verify"]).within(&dir).go();
    assert_eq!(run.status, 3, "{}", run.err);
    assert!(run.out.contains("校验值不符") && run.err.contains("备份"), "{}{}", run.out, run.err);
    fs::remove_file(&file).unwrap();
    assert!(Run::new(["store", "verify"]).within(&dir).go().out.contains("文件缺失"));
}

#[test]
fn wrong_words_to_the_store_are_told_in_chinese() {
    let dir = workspace_with(&sample("submissions/2023-04-02"));
    for (arguments, status, word) in [
        (vec!["store", "restore"], 2, "第几版"),
        (vec!["store", "log", "3"], 2, "不用写版本号"),
        (vec!["store", "restore", "99"], 3, "没有第 99 版"),
        (vec!["store", "vacuum"], 2, "vacuum"),
        (vec!["store"], 2, "还缺"),
    ] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_tongbao"))
            .args(&arguments)
            .current_dir(dir.path())
            .output()
            .unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {err}");
        assert!(err.contains(word) && err.contains("怎么办"), "{arguments:?}: {err}");
    }
}

#[test]
fn an_entity_has_a_course_with_a_line_a_week() {
    let dir = whole();
    let code = csv(dir, "SELECT uscc FROM current WHERE uscc LIKE '91%' AND weeks_listed = 9 AND status = 'exited' ORDER BY key LIMIT 1")
        .remove(0);
    let run = Run::new(["history", &code]).within(dir).go();
    assert_eq!(run.status, 0, "{}", run.err);
    for word in ["2023-04-02", "2023-05-28", "未退出", "已退出", "来源文件"] {
        assert!(run.out.contains(word), "{word} is missing:\n{}", run.out);
    }
    let lower = Run::new(["history", &code.to_lowercase()]).within(dir).go();
    assert_eq!(lower.out, run.out);
    let code_is = format!("uscc={code}");
    let rows = Run::new(["query", "entity_rows", "--param", &code_is, "--format", "csv"]).within(dir).go();
    assert!(rows.out.lines().count() >= 9, "a line a submission: {}{}", rows.out, rows.err);
    let trader = csv(dir, "SELECT uscc FROM current WHERE uscc LIKE '92%' ORDER BY key LIMIT 1").remove(0);
    let masked = Run::new(["history", &trader]).within(dir).go();
    let open = Run::new(["history", &trader, "--personal"]).within(dir).go();
    assert!(masked.out.contains('*') && !open.out.contains('*'), "{}{}", masked.out, open.out);
    for (wrong, why) in
        [("914105991000000000", "不是统一社会信用代码"), ("92410599MA00000020", "没有 92410599MA00000020")]
    {
        let run = Run::new(["history", wrong]).within(dir).go();
        assert!(run.status == 2 && run.err.contains(why), "{}", run.err);
    }
}

#[test]
fn a_difference_names_what_came_what_left_and_what_was_edited() {
    let dir = whole();
    let run = Run::new(["diff", "2023-04-30", "2023-05-28"]).within(dir).go();
    assert_eq!(run.status, 0, "{}", run.err);
    // the same by SQL, between the same two dates
    let joined = "FROM current AS c JOIN (SELECT key AS old_key, status AS old_status, county AS old_county FROM previous) AS p ON c.key = p.old_key WHERE";
    let of = |condition: &str| number(dir, &format!("SELECT COUNT(*) AS n {joined} {condition}"));
    let listed = number(dir, "SELECT COUNT(*) AS n FROM current");
    assert_eq!(told(&run.err, "新列入"), listed - of("c.key <> ''"), "{}", run.err);
    assert_eq!(told(&run.err, "退出"), of("c.status = 'exited' AND p.old_status <> 'exited'"), "{}", run.err);
    assert_eq!(told(&run.err, "剔除"), of("c.status = 'excluded' AND p.old_status <> 'excluded'"), "{}", run.err);
    assert_eq!(told(&run.err, "回流"), of("c.status = 'remaining' AND p.old_status <> 'remaining'"), "{}", run.err);
    assert_eq!(told(&run.err, "转移"), of("c.county <> p.old_county"), "{}", run.err);
    assert!(told(&run.err, "修改") > 0 && run.out.contains("未退出") && run.out.contains("约谈日期"), "{}", run.err);
    let file = dir.path().join("变化.xlsx");
    let run = Run::new(["diff", "2023-04-30", "2023-05-28", "-o", file.to_str().unwrap()]).within(dir).go();
    assert!(run.status == 0 && run.out.is_empty(), "{}", run.err);
    assert!(fs::read(&file).unwrap().starts_with(b"PK"));
    let backwards = Run::new(["diff", "2023-05-28", "2023-04-30"]).within(dir).go();
    assert!(backwards.status == 2 && backwards.err.contains("早"), "{}", backwards.err);
}

#[test]
fn a_question_about_a_day_is_one_about_the_week_that_had_closed() {
    let dir = whole();
    let run = Run::new(["check", "--as-of", "2023-05-03"]).within(dir).go();
    assert!(run.status <= 1 && dir.path().join("out/check/2023-04-30").is_dir(), "{}{}", run.out, run.err);
    assert!(!dir.path().join("out/check/2023-05-03").exists());
    for command in ["check", "publicity", "forms"] {
        let run = Run::new([command, "--as-of", "2022-01-01"]).within(dir).go();
        assert_eq!(run.status, 2, "{command}");
        assert!(run.err.contains("2022-01-01 早于第一期（2023-04-02），那时还没有台账。"), "{command}: {}", run.err);
    }
}

#[test]
fn the_public_list_has_who_remains_masked_and_beside_it_who_comes_off() {
    let dir = whole();
    let run = Run::new(["publicity", "--as-of", "2023-05-16"]).within(dir).go();
    assert_eq!(run.status, 0, "{}", run.err);
    let folder = dir.path().join("out/publicity/2023-05-14");
    let mut names: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["manifest.json", "公示名单.csv", "公示名单.html", "公示名单.xlsx", "应撤下名单.csv"]);
    let list = fs::read_to_string(folder.join("公示名单.csv")).unwrap();
    assert!(list.starts_with('\u{feff}'), "a csv file has a BOM");
    let asked = Run::new(["query", "public_list", "--as-of", "2023-05-14", "--format", "csv", "--limit", "100000"])
        .within(dir)
        .go();
    assert_eq!(list.lines().count(), asked.out.lines().count());
    let down = fs::read_to_string(folder.join("应撤下名单.csv")).unwrap();
    assert_eq!(told(&run.err, "应撤下"), down.lines().count() - 1);
    assert!(down.lines().count() > 1, "somebody left in that week");
    for line in list.lines().chain(down.lines()).filter(|line| line.contains(",92410599")) {
        assert!(line.contains('*'), "{line}");
    }
    let page = fs::read_to_string(folder.join("公示名单.html")).unwrap();
    assert!(page.contains("信用修复") && page.contains("异议") && page.contains("应撤下"), "how to object and repair");
    let before = fs::read(folder.join("公示名单.xlsx")).unwrap();
    assert_eq!(Run::new(["publicity", "--as-of", "2023-05-14"]).within(dir).go().status, 0);
    assert!(before == fs::read(folder.join("公示名单.xlsx")).unwrap(), "the same input gives the same bytes");
    let manifest = support::json(&folder.join("manifest.json"));
    assert_eq!(manifest["options"]["personal"], false);
}

#[test]
fn the_doctor_says_what_is_there_and_what_is_missing() {
    let empty = workspace();
    let run = Run::new(["doctor"]).within(&empty).go();
    assert!(run.status == 0 && run.out.contains("还没有收过文件"), "{}{}", run.out, run.err);
    for word in ["安阳市", "11 个县", "小标宋", "黑体", "1024 MiB", "生僻字"] {
        assert!(run.out.contains(word), "{word} is missing:\n{}", run.out);
    }
    let run = Run::new(["doctor"]).within(whole()).go();
    assert!(run.out.contains("有效报送") && run.out.contains("2023-05-28"), "{}", run.out);
}

/// Everything that is wrong with the state, by code.
fn findings(dir: &TempDir) -> Vec<String> {
    csv(dir, "SELECT code, cell FROM findings WHERE code <> 'submission.missing'")
}

/// The cells of the first sheet whose name contains `word`, read as the program reads them.
fn sheet(path: &Path, word: &str) -> tongbao::domain::sheet::Sheet {
    let bytes = fs::read(path).unwrap();
    let sheets = tongbao::intake::parse(&bytes, "a.xlsx", &tongbao::domain::config::Limits::default()).unwrap();
    sheets.into_iter().find(|sheet| sheet.name.contains(word)).unwrap_or_else(|| panic!("no sheet {word}"))
}

#[test]
fn a_template_that_is_filled_in_reads_back_without_a_finding() {
    use tongbao::domain::sheet::{CellValue, SourceFile};
    let dir = workspace();
    let run = Run::new(["template", "-o", "模板", "--county", "滑县"]).within(&dir).go();
    assert_eq!(run.status, 0, "{}", run.err);
    let path = dir.path().join("模板/滑县台账.xlsx");
    assert!(sheet(&path, "填表说明").rows.len() > 25, "every column is explained");
    let text = fs::read_to_string(dir.path().join("tongbao.toml")).unwrap();
    let config = tongbao::workspace::parse(&text).unwrap();
    let context = tongbao::ledger::Context::new(&config).with_as_of("2023-04-30".parse().ok());
    for (name, authority) in [("失信被执行人", "执行法院"), ("行政处罚", "处罚机关")] {
        let mut sheet = sheet(&path, name);
        let heads: Vec<String> = sheet.rows[2]
            .iter()
            .map(|cell| if let CellValue::Text(text) = cell { text.to_string() } else { String::new() })
            .collect();
        assert!(heads.len() == 27 && heads.iter().any(|head| head == authority), "{heads:?}");
        let day = |text: &str| CellValue::Date(text.parse().ok());
        let row = heads.iter().map(|head| match head.as_str() {
            "序号" => CellValue::Number(1.0),
            "县（市、区）" => CellValue::Text("滑县".into()),
            "主体名称" => CellValue::Text("甲子商贸有限公司（示例001）".into()),
            "统一社会信用代码" => CellValue::Text("91410599MA00000X9N".into()),
            "行业门类" => CellValue::Text("F".into()),
            "行业主管部门" => CellValue::Text("商务局".into()),
            "失信次数" | "仍在公示次数" => CellValue::Number(12.0),
            "联系情况" => CellValue::Text("可联系且在经营".into()),
            "约谈日期" | "承诺书签署日期" | "纳入重点监管日期" => day("2023-04-05"),
            "是否退出" => CellValue::Text("是".into()),
            _ => CellValue::Empty,
        });
        sheet.rows.truncate(3);
        sheet.rows.push(row.collect());
        let file = SourceFile { path: "滑县台账.xlsx".into(), sha256: String::new(), sheets: vec![sheet] };
        let reading = tongbao::ledger::read(&file, &context);
        assert!(reading.rejected.is_none(), "{:?}", reading.rejected);
        let table = &reading.tables[0];
        assert_eq!((table.slot.county.as_str(), table.rows.len()), ("410526", 1));
        assert!(table.findings.is_empty(), "{:?}", table.findings);
    }
}

#[test]
fn an_empty_template_is_a_report_of_zero_rows() {
    let dir = workspace();
    assert_eq!(Run::new(["template", "--county", "滑县", "-o", "收件/2023-04-30"]).within(&dir).go().status, 0);
    let run = Run::new(["ingest", "收件"]).within(&dir).go();
    assert!(run.status == 0 && run.err.contains("收下 2 份报送"), "{}", run.err);
    assert!(findings(&dir).is_empty(), "{:?}", findings(&dir));
}

#[test]
fn a_prefilled_template_gives_a_county_its_own_entries_back() {
    let dir = whole();
    for (code, name) in [("410526", "滑县"), ("410527", "内黄县")] {
        let run = Run::new(["template", "--county", code, "--prefilled", "-o", "预填"]).within(dir).go();
        assert_eq!(run.status, 0, "{}", run.err);
        let copy = workspace();
        let inbox = copy.path().join("收件");
        fs::create_dir_all(&inbox).unwrap();
        let file = format!("{name}台账.xlsx");
        fs::copy(dir.path().join("预填").join(&file), inbox.join(&file)).unwrap();
        let run = Run::new(["ingest", "收件"]).within(&copy).go();
        assert!(run.err.contains("收下 2 份报送") && run.err.contains("2023-06-04"), "{}", run.err);
        let sql = format!(
            "SELECT ledger, uscc, status, record_count, public_count, contact, interviewed, pledged, supervised, \
             exclusion, industry, department FROM current WHERE county = '{code}' AND uscc IS NOT NULL ORDER BY key"
        );
        let (before, after) = (csv(dir, &sql), csv(&copy, &sql));
        assert!(before.len() > 15, "{before:?}");
        let differ: Vec<_> = before.iter().zip(&after).filter(|(one, other)| one != other).collect();
        assert!(differ.is_empty() && before.len() == after.len(), "{name}: what is sent back unchanged: {differ:?}");
    }
    let alone = Run::new(["template", "--prefilled"]).within(dir).go();
    assert!(alone.status == 2 && alone.err.contains("--county"), "{}", alone.err);
}

#[test]
fn a_letter_keeps_its_number_when_a_months_letters_are_made_again() {
    let dir = workspace();
    let config = dir.path().join("tongbao.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("letter_first_serials = {}", "letter_first_serials = { \"2023-04\" = 5 }"))
        .unwrap();
    let take_in = |file: &str| {
        let path = sample(&format!("submissions/2023-04-16/{file}"));
        assert!(Run::new(["ingest", path.to_str().unwrap(), "--as-of", "2023-04-16"]).within(&dir).go().status <= 1);
        let run = Run::new(["notices", "--month", "2023-04", "--no-pdf"]).within(&dir).go();
        assert_eq!(run.status, 0, "{}", run.err);
        run.err
    };
    let letters = || -> std::collections::BTreeMap<String, String> {
        let files = support::text::files(&dir.path().join("out/2023-04/notices"));
        let letters = files.into_iter().filter(|file| file.ends_with("提示函.docx"));
        letters
            .map(|file| {
                let words = support::text::words(&file);
                let at = words.find("〔2023〕").unwrap();
                let number = words[at..].chars().take_while(|c| *c != '号').collect();
                (file.parent().unwrap().to_string_lossy().into_owned(), number)
            })
            .collect()
    };
    assert!(take_in("滑县.xlsx").contains("函号 5 至"));
    let before = letters();
    // 文峰区 stands before 滑县 in the configuration: numbered in order, every letter of 滑县 would get another number
    let said = take_in("文峰区.xlsx");
    let after = letters();
    assert!(said.contains("原有各函号码不变，新增：文峰区 "), "{said}");
    assert!(before.len() > 2 && after.len() > before.len());
    assert!(before.iter().all(|(letter, number)| after.get(letter) == Some(number)), "{before:?}\n{after:?}");
    let numbers: std::collections::BTreeSet<&String> = after.values().collect();
    assert_eq!(numbers.len(), after.len(), "no number twice");
}
