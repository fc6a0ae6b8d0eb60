//! `tongbao query` as people meet it: help in Chinese, limits that hold, charts, and five questions asked in plain words.

use std::{fs, path::Path, sync::OnceLock, time::Instant};

use tempfile::TempDir;

use crate::support::{Outcome, Run, fonts, sample, skipped, workspace_with};

/// The sample, taken in once; nothing here changes it.
fn shared() -> &'static TempDir {
    static DIR: OnceLock<TempDir> = OnceLock::new();
    DIR.get_or_init(|| workspace_with(&sample("submissions")))
}

fn query<const N: usize>(words: [&str; N]) -> Outcome {
    let mut run = vec!["query"];
    run.extend(words);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tongbao"));
    let output = command.args(run).arg("--fonts").arg(fonts()).current_dir(shared().path()).output().unwrap();
    Outcome {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A copy of the shared workspace with these limits.
fn limited(limits: &str) -> TempDir {
    let dir = TempDir::new().unwrap();
    let copied = std::process::Command::new("cp").arg("-r").arg(shared().path().join("store")).arg(dir.path()).status();
    assert!(copied.unwrap().success());
    let config = fs::read_to_string(sample("tongbao.toml")).unwrap();
    fs::write(dir.path().join("tongbao.toml"), format!("{config}\n[query]\n{limits}\n")).unwrap();
    dir
}

fn ask(dir: &TempDir, sql: &str) -> Outcome {
    Run::new(["query", "--sql", sql]).within(dir).go()
}

/// Rows beside rows on a column that is the same everywhere: the guard cannot know that it grows without end.
fn explosion(times: usize) -> String {
    let joins: String = (0..times).map(|time| format!(" JOIN one AS j{time} ON a.same = j{time}.same")).collect();
    format!(
        "WITH one AS (SELECT source_row AS number, 1 AS same FROM history) SELECT COUNT(*) AS n FROM one AS a{joins}"
    )
}

#[test]
fn a_query_that_floods_the_memory_is_stopped_with_the_limit_named() {
    let run = ask(&limited("memory_mib = 700"), &explosion(3));
    assert_eq!(run.status, 3, "{}{}", run.out, run.err);
    assert!(run.err.contains("内存超过 700 MiB"), "{}", run.err);
    for word in ["tongbao.toml", "[query]", "memory_mib", "WHERE"] {
        assert!(run.err.contains(word), "{word}: {}", run.err);
    }
    assert!(run.out.is_empty());
}

#[test]
fn a_query_that_takes_too_long_is_stopped_with_the_limit_named() {
    let terms = vec!["SUM(a.number * b.number + a.number)"; 60].join(" + ");
    let sql = format!(
        "WITH one AS (SELECT source_row AS number, 1 AS same FROM history) \
         SELECT {terms} AS n FROM one AS a JOIN one AS b ON a.same = b.same"
    );
    let began = Instant::now();
    let run = ask(&limited("seconds = 1\nmemory_mib = 16000"), &sql);
    assert_eq!(run.status, 3, "{}{}", run.out, run.err);
    assert!(run.err.contains("1 秒没有算完") && run.err.contains("seconds"), "{}", run.err);
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

#[test]
fn more_rows_than_allowed_are_refused_not_cut_in_silence() {
    let dir = limited("rows = 5");
    for words in
        [["query", "county_counts", "-o", "x.csv"], ["query", "--sql", "SELECT county FROM counties", "-o=x.csv"]]
    {
        let run = Run::new(words).within(&dir).go();
        assert_eq!(run.status, 3, "{}", run.err);
        assert!(run.err.contains("超过 5 行") && run.err.contains("rows"), "{}", run.err);
        assert!(!dir.path().join("x.csv").exists());
    }
    let run = Run::new(["query", "county_counts", "--limit", "3", "--format", "csv"]).within(&dir).go();
    assert_eq!((run.status, run.out.lines().count()), (0, 4), "{}", run.err);
    assert!(run.err.contains("只列前 3 行"), "{}", run.err);
}

#[test]
fn limits_that_leave_no_room_are_refused_with_the_configuration() {
    let run = ask(&limited("memory_mib = 10"), "SELECT 1 AS n");
    assert!(run.status == 2 && run.err.contains("memory_mib"), "{}", run.err);
}

/// Every file below a folder with its length.
fn files(dir: &Path) -> Vec<(std::path::PathBuf, u64)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(files(&entry));
        } else {
            found.push((entry.clone(), entry.metadata().unwrap().len()));
        }
    }
    found.sort();
    found
}

#[test]
fn questions_leave_no_trace_on_the_disk_but_the_file_that_was_asked_for() {
    let dir = limited("rows = 100000");
    let before = files(dir.path());
    for words in [
        ["query", "county_ranking", "--format", "csv"],
        ["query", "--sql", "SELECT * FROM current", "--format=json"],
        ["query", "--sql", "COPY current TO 'x.csv'", "--format=csv"],
        ["query", "--sql", "SELECT * INTO x FROM current", "--format=csv"],
    ] {
        Run::new(words).within(&dir).go();
        assert_eq!(files(dir.path()), before, "{words:?}");
    }
    let run = Run::new(["query", "county_ranking", "-o", "x.parquet"]).within(&dir).go();
    assert_eq!(run.status, 0, "{}", run.err);
    let after = files(dir.path());
    assert_eq!(after.len(), before.len() + 1);
    assert!(after.iter().any(|(path, _)| path.ends_with("x.parquet")));
}

#[test]
fn nothing_is_written_over_what_the_workspace_lives_on() {
    let dir = limited("memory_mib = 2048");
    let before = files(dir.path());
    let log = dir.path().join("store/rows/_delta_log/00000000000000000001.json");
    let config = dir.path().join("tongbao.toml");
    let around = dir.path().join("out/neu/../../store/x.csv");
    for place in [&log, &config, &around] {
        let place = place.to_str().unwrap();
        let run = Run::new(["query", "county_ranking", "--format", "csv", "-o", place]).within(&dir).go();
        assert_eq!(run.status, 2, "{place}: {}", run.err);
        assert!(
            run.err.contains("那里是工作区的台账库或配置，写了就会损坏") && run.err.contains("请换一个位置"),
            "{}",
            run.err
        );
    }
    for words in [&["bulletin", "--month", "2023-04", "--no-pdf"][..], &["check"], &["notices", "--month", "2023-04"]] {
        let run = Run::of(&[words, &["--out", "store/rows"]].concat()).within(&dir).go();
        assert_eq!((run.status, run.err.contains("不能写到")), (2, true), "{words:?}: {}", run.err);
    }
    assert_eq!(files(dir.path()), before);
}

#[test]
fn the_answering_process_answers_nothing_but_questions() {
    for words in [vec!["__answer"], vec!["__answer", "month", "2023-04"], vec!["__answer", "query", "--nonsense"]] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_tongbao")).args(&words).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn help_after_a_name_explains_that_query_in_chinese() {
    for words in [["task_list", "--help"], ["--help", "task_list"], ["task_list", "-h"], ["task_list", "--explain"]] {
        let run = query(words);
        assert_eq!(run.status, 0, "{}", run.err);
        for word in [
            "治理对象任务清单",
            "每行是什么：一行一个未退出条目",
            "口径负责：市信用办",
            "ledger",
            "可不填",
            "judgment（失信被执行人）、penalty（行政处罚）",
            "在账周数（周）",
            "例：",
            "tongbao query task_list --param county=滑县",
        ] {
            assert!(run.out.contains(word), "{words:?} {word}: {}", run.out);
        }
    }
    let weeks = query(["uninterviewed", "--help"]);
    assert!(weeks.out.contains("（整数，不填为 6）"), "{}", weeks.out);
    let general = query(["--help"]);
    assert!(general.out.contains("用法：") && general.out.contains("--chart"), "{}", general.out);
    let slip = query(["task_lits", "--help"]);
    assert!(slip.status == 2 && slip.err.contains("是不是 task_list"), "{}", slip.err);
}

#[test]
fn queries_are_explained_outside_a_workspace_too() {
    let dir = TempDir::new().unwrap();
    let list = Run::new(["query", "--list"]).within(&dir).go();
    assert!(
        list.status == 0 && list.out.contains("未退出条目与督办") && list.out.contains("uninterviewed"),
        "{}",
        list.err
    );
    let one = Run::new(["query", "county_ranking", "--help"]).within(&dir).go();
    assert!(one.status == 0 && one.out.contains("各县（市、区）退出率排名"), "{}", one.err);
}

/// Five questions as the leading group's office asks them, answered with what `--list` and `--help` say.
#[test]
fn five_questions_in_plain_words_have_their_answers() {
    // 滑县交通运输行业里，在册六周以上还没有约谈的企业有哪些？
    let waiting = query(["uninterviewed", "--param", "weeks=4", "--param", "县区=文峰区", "--param", "行业=交通运输"]);
    assert!(waiting.status == 0 && waiting.out.contains("久未约谈的条目"), "{}{}", waiting.out, waiting.err);
    // 哪些县这个月迟报？
    let late = query(["late_counties", "--month", "2023-05"]);
    assert!(late.status == 0 && late.out.contains("失信被执行人迟报"), "{}{}", late.out, late.err);
    // 上个月新退出的按方式各多少？
    let exits = query(["exits_by_route", "--month", "2023-04"]);
    assert!(exits.status == 0 && exits.out.contains("新退出数"), "{}{}", exits.out, exits.err);
    // 某企业为什么还在名单上、该谁办？
    let firm = query(["task_list", "--limit", "1", "--format", "json", "--param", "county=安阳县"]);
    let rows: serde_json::Value = serde_json::from_str(&firm.out).unwrap();
    let code = rows[0]["uscc"].as_str().unwrap();
    let why = query(["entity_status", "--param", &format!("企业={code}"), "--format", "json"]);
    let why: serde_json::Value = serde_json::from_str(&why.out).unwrap();
    assert_eq!(why[0]["uscc"], code);
    assert!(why[0]["missing_names"].as_str().is_some() && why[0]["responsible"].as_str().is_some(), "{why}");
    // 哪个部门手上任务最多？
    let busy = query(["department_workload", "--limit", "1", "--format", "csv"]);
    assert!(busy.status == 0 && busy.out.lines().count() == 2, "{}{}", busy.out, busy.err);
}

#[test]
fn charts_are_drawn_in_blocks_on_a_terminal() {
    let bars = query(["county_ranking", "--chart", "bar"]);
    assert_eq!(bars.status, 0, "{}", bars.err);
    assert!(bars.out.starts_with("各县（市、区）退出率排名：退出率\n单位：%　截至2023年5月"), "{}", bars.out);
    assert!(
        bars.out.lines().any(|line| line.starts_with("滑县") && line.contains('█') && line.ends_with('%')),
        "{}",
        bars.out
    );
    let lines = query(["weekly", "--chart", "line", "--value", "exited", "--value", "未退出数"]);
    assert!(lines.status == 0 && lines.out.contains("4月2日") && lines.out.contains('▇'), "{}{}", lines.out, lines.err);
    let heat = query(["remaining_by_county_industry", "--month", "2023-04", "--chart", "heat"]);
    assert!(heat.status == 0 && heat.out.contains("方块越深"), "{}{}", heat.out, heat.err);
    let own = query([
        "--sql",
        "SELECT 行业, COUNT(*) AS 数 FROM 当期 GROUP BY 行业 ORDER BY 数 DESC, 行业",
        "--chart",
        "bar",
    ]);
    assert!(own.status == 0 && own.out.contains("建筑业"), "{}{}", own.out, own.err);
}

#[test]
fn a_chart_that_cannot_be_drawn_says_which_column_is_missing() {
    for (words, said) in [
        (["city_counts", "--chart", "bar", "--limit=9"], "要有一列文字或日期"),
        (["county_ranking", "--chart", "bar", "--value=退出绿"], "没有“退出绿”这一列"),
        (["county_ranking", "--chart", "bar", "--value=county_group"], "不是数字"),
        (["timeliness", "--chart", "heat", "--label=county_name"], "两列文字"),
        (["county_ranking", "--chart", "bar", "-o=x.xlsx"], "加了 --chart 的结果是图"),
        (["county_ranking", "-o=x.svg", "--limit", "9"], "只用于图"),
        (["task_list", "--chart", "bar", "--limit=900"], "最多画 200 行"),
    ] {
        let run = query(words);
        assert_eq!(run.status, 2, "{words:?} {}", run.out);
        assert!(run.err.contains(said) && run.err.contains("怎么办"), "{words:?}: {}", run.err);
    }
}

#[test]
fn charts_are_drawn_as_svg_and_png() {
    if !fonts().is_dir() {
        return skipped("queries::charts_are_drawn_as_svg_and_png: no fonts");
    }
    let dir = TempDir::new().unwrap();
    for (shape, name) in [("bar", "department_workload"), ("line", "weekly"), ("heat", "remaining_by_county_industry")]
    {
        let file = dir.path().join(format!("{shape}.svg"));
        let run = query([name, "--month", "2023-04", "--chart", shape, "-o", file.to_str().unwrap()]);
        assert_eq!(run.status, 0, "{}", run.err);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("<svg") && text.contains("</text>") && text.contains("截至2023年4月30日"), "{shape}");
    }
    let file = dir.path().join("x.png");
    let run = query(["county_ranking", "--chart", "bar", "-o", file.to_str().unwrap()]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(fs::read(file).unwrap().starts_with(b"\x89PNG"));
}
