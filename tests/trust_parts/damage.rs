//! A log that lost something is found and told with its file; a damaged store takes nothing in and loses nothing.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use tempfile::TempDir;

use crate::{
    some_parquet,
    support::{Outcome, Run, sample, text, workspace_with},
};

const RESTORE: &str = "请从备份恢复 store 文件夹；恢复前不要再收文件。";
const LAST: &str = "submissions/_delta_log/00000000000000000002.json";

/// What is done to a file.
type Damage = fn(&Path);

/// Every file below a folder with its bytes, but those of the lock.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let name = |path: &PathBuf| path.strip_prefix(dir).unwrap().to_path_buf();
    let found = text::files(dir).into_iter().filter(|path| !path.to_string_lossy().contains(".lock"));
    found.map(|path| (name(&path), fs::read(&path).unwrap())).collect()
}

/// Two weeks taken in by two runs: versions 1 and 2. A copy for each test.
fn two_weeks() -> TempDir {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let dir = workspace_with(&sample("submissions/2023-04-02"));
        assert!(Run::new(["ingest", sample("submissions/2023-04-09").to_str().unwrap()]).within(&dir).go().status <= 1);
        dir
    });
    let dir = TempDir::new().unwrap();
    for (name, bytes) in files(made.path()) {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    dir
}

fn entry(dir: &TempDir, version: u64) -> PathBuf {
    dir.path().join(format!("store/submissions/_delta_log/{version:020}.json"))
}

fn verify(dir: &TempDir) -> Outcome {
    Run::new(["store", "verify"]).within(dir).go()
}

fn take_next(dir: &TempDir) -> Outcome {
    Run::new(["ingest", sample("submissions/2023-04-16").to_str().unwrap()]).within(dir).go()
}

/// What `verify` calls a problem, without the word before it; it must end as for other damage.
fn problems(dir: &TempDir) -> Vec<String> {
    let run = verify(dir);
    assert_eq!(run.status, 3, "{}{}", run.out, run.err);
    assert!(run.err.contains(RESTORE) && !run.out.contains("完好"), "{}{}", run.out, run.err);
    run.out.lines().filter_map(|line| line.strip_prefix("有问题：")).map(str::to_owned).collect()
}

/// Keeps these lines of an entry.
fn keep_lines(path: &Path, wanted: impl Fn(usize) -> bool) {
    let text = fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = text.lines().enumerate().filter(|(at, _)| wanted(*at)).map(|(_, line)| line).collect();
    fs::write(path, lines.join("\n")).unwrap();
}

/// An index as it was before it told the version.
fn without_version(dir: &TempDir) {
    for week in ["2023-04-02", "2023-04-09"] {
        let path = dir.path().join("store/kept").join(week).join("index.json");
        let mut index: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert!(index.as_object_mut().unwrap().remove("version").is_some());
        fs::write(&path, index.to_string()).unwrap();
    }
}

#[test]
fn an_entry_without_its_bytes_or_its_lines_is_named_with_what_it_costs() {
    let restore = "请从备份恢复这个文件。";
    let cut = "如果那一次运行遇上断电、没有报告成功，重新运行那一次即可；否则请从备份恢复这个文件。";
    let cases: [(u64, Damage, String); 8] = [
        (2, |path| fs::write(path, "").unwrap(), format!("文件是空的，第 2 版收下或撤下的内容因此看不到。{cut}")),
        (1, |path| fs::write(path, "").unwrap(), format!("文件是空的，第 1 版收下或撤下的内容因此看不到。{restore}")),
        (0, |path| fs::write(path, "").unwrap(), format!("文件是空的，其他程序打不开这张表。{restore}")),
        (1, |path| fs::remove_file(path).unwrap(), format!("文件缺失，第 1 版收下或撤下的内容因此看不到。{restore}")),
        (
            2,
            |path| keep_lines(path, |line| line == 0),
            format!("没有登记任何文件（add、remove），第 2 版收下或撤下的内容因此看不到。{restore}"),
        ),
        (
            2,
            |path| keep_lines(path, |line| line < 2),
            format!("没有登记报送清单（add），第 2 版因此成了空的，此前收下的报送都看不到。{restore}"),
        ),
        (
            2,
            |path| keep_lines(path, |line| line != 1),
            format!("没有换下上一版的报送清单（remove），其他程序会把同一份报送算两遍。{restore}"),
        ),
        (
            2,
            |path| keep_lines(path, |line| line != 0),
            format!("没有说明这一版的一行（commitInfo），第 2 版收下或撤下的内容因此看不到。{restore}"),
        ),
    ];
    for (version, damage, told) in cases {
        let dir = two_weeks();
        damage(&entry(&dir, version));
        assert_eq!(problems(&dir), [format!("submissions/_delta_log/{version:020}.json：{told}")]);
    }
    let dir = two_weeks();
    keep_lines(&entry(&dir, 0), |line| line == 0);
    let told = "没有说明这张表的两行（protocol、metaData），其他程序打不开这张表。请从备份恢复这个文件。";
    assert_eq!(problems(&dir), [format!("submissions/_delta_log/00000000000000000000.json：{told}")]);
}

#[test]
fn a_last_entry_that_is_gone_is_told_by_what_was_kept_after_it() {
    let back = "请从备份恢复 store 文件夹；如果是有意换回较早的备份，删去 store/kept 文件夹即可。";
    let dir = two_weeks();
    fs::remove_file(entry(&dir, 2)).unwrap();
    let told = format!(
        "{LAST}：文件缺失或是空的，kept/2023-04-09 是第 2 版写成之后留下的，日志却只到第 1 版，其后收下或撤下的都看不到了。{back}"
    );
    assert_eq!(problems(&dir), [told.as_str()]);
    let before = files(&dir.path().join("store/submissions"));
    for run in [take_next(&dir), Run::new(["store", "compact"]).within(&dir).go()] {
        assert!(run.status == 3 && run.err.contains(&told), "{}", run.err);
    }
    assert!(before == files(&dir.path().join("store/submissions")), "nothing was written and nothing cleaned away");
    without_version(&dir);
    let told = format!(
        "{LAST}：文件缺失或写着别的内容，kept/2023-04-09 是收下这一期之后留下的，却没有一个版本有这一期，它的报送都看不到了。{back}"
    );
    assert_eq!(problems(&dir), [told]);
}

#[test]
fn files_that_no_version_names_are_remarked_on_where_nothing_tells_a_killed_run_from_a_lost_entry() {
    let dir = two_weeks();
    fs::remove_file(entry(&dir, 2)).unwrap();
    fs::remove_dir_all(dir.path().join("store/kept")).unwrap();
    let run = verify(&dir);
    assert_eq!(run.status, 0, "{}{}", run.out, run.err);
    let lines: Vec<&str> = run.out.lines().collect();
    assert!(lines[0].starts_with("注意：有 3 个文件没有任何版本用到：rows/as_of=2023-04-09/"), "{}", run.out);
    assert!(lines[0].contains("、findings/as_of=2023-04-09/") && lines[0].contains("、submissions/"), "{}", run.out);
    let advice = "。如果此刻有别的任务在收件，等它结束再核对。否则多半是某次运行写到一半被中断：那一次没有收成，\
                  重新运行即可，之后可用 tongbao store compact 清理。如果那一次报告过成功，就是 submissions 的日志丢了\
                  末尾的版本：请先从备份恢复 store 文件夹，不要清理。";
    assert!(lines[0].ends_with(advice), "{}", run.out);
    assert!(lines[1].starts_with("台账库完好：2 个版本、3 个文件"), "{}", run.out);
    assert!(Run::new(["store", "compact"]).within(&dir).go().err.contains("清理了 3 个"));
    let run = verify(&dir);
    assert!(run.status == 0 && run.out.starts_with("台账库完好：2 个版本、3 个文件"), "{}", run.out);
    assert!(take_next(&dir).status <= 1);
}

#[test]
fn the_logs_of_rows_and_findings_reach_as_far_as_they_are_needed() {
    let dir = two_weeks();
    let store = dir.path().join("store");
    fs::remove_file(store.join("rows/_delta_log/00000000000000000002.json")).unwrap();
    fs::write(store.join("findings/_delta_log/00000000000000000001.json"), "").unwrap();
    // As a power cut leaves it: no version needs it, the next run writes it anew.
    fs::write(store.join("findings/_delta_log/00000000000000000003.json"), "").unwrap();
    let told = [
        "rows/_delta_log/00000000000000000002.json：文件缺失，台账库用到 rows 表的第 2 版，它的日志却只到第 1 版，\
         其他程序读这张表时会少内容。请从备份恢复这个文件。",
        "findings/_delta_log/00000000000000000001.json：文件是空的，其他程序读 findings 表时会少内容。请从备份恢复这个文件。",
    ];
    assert_eq!(problems(&dir), told);
    let remark = "注意：findings/_delta_log/00000000000000000003.json：文件是空的，没有版本用到它，多半是断电留下的；\
                  下次收件会重写，不必处理。";
    assert!(verify(&dir).out.lines().any(|line| line == remark), "{}", verify(&dir).out);
}

#[test]
fn a_damaged_store_takes_nothing_in_and_loses_nothing() {
    let cases: [(Damage, &str); 2] = [
        (
            |file| fs::File::options().write(true).open(file).unwrap().set_len(100).unwrap(),
            "文件内容与登记的校验值不符",
        ),
        (|file| fs::remove_file(file).unwrap(), "文件缺失"),
    ];
    for (damage, word) in cases {
        let dir = two_weeks();
        let file = some_parquet(&dir.path().join("store/rows")).unwrap();
        damage(&file);
        let told = problems(&dir);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with(&format!("{word}：")), "{told:?}");
        let before = files(&dir.path().join("store"));
        let withdrawn = Run::new(["withdraw", "滑县", "judgment", "2023-04-09"]).within(&dir).go();
        for run in [take_next(&dir), withdrawn] {
            assert_eq!(run.status, 3, "{}", run.err);
            let message = format!("台账库有 1 处问题，这次什么都没有写入：{}", told[0]);
            assert!(run.err.contains(&message) && run.err.contains(RESTORE), "{}", run.err);
        }
        assert!(before == files(&dir.path().join("store")), "nothing was written");
        // Going back stays possible: what it brings back is for the person to judge.
        assert_eq!(Run::new(["store", "restore", "0"]).within(&dir).go().status, 0);
    }
}

#[test]
fn a_version_that_lost_its_list_is_not_followed() {
    let dir = two_weeks();
    keep_lines(&entry(&dir, 2), |line| line < 2);
    let run = take_next(&dir);
    let told = format!("台账库有 1 处问题，这次什么都没有写入：{LAST}：没有登记报送清单（add），");
    assert!(run.status == 3 && run.err.contains(&told), "{}", run.err);
    assert_eq!(Run::new(["store", "restore", "1"]).within(&dir).go().status, 0);
}
