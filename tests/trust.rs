//! What an office needs to trust its ledger: the store's history, an entity's course, what changed, who is listed.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

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
    assert_eq!(lower.out, run.out, "\"entity_rows\" is asked by the repaired code");
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
    for word in ["安阳市", "11 个县", "小标宋", "黑体", "1024 MiB"] {
        assert!(run.out.contains(word), "{word} is missing:\n{}", run.out);
    }
    let run = Run::new(["doctor"]).within(whole()).go();
    assert!(run.out.contains("有效报送") && run.out.contains("2023-05-28"), "{}", run.out);
}
