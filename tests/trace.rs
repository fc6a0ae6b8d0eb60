//! The trail behind every figure of `indicators.json`: the rows that it names add up to what was printed.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, LazyLock, Mutex},
};

use serde_json::Value as Json;
use support::{Run, json, sample, workspace_with};
use tongbao::{
    commands::figures,
    domain::{
        Date,
        config::Config,
        rate::Rounding,
        table::{Table, Value},
    },
    indicator::{
        catalogue::Catalogue,
        engine::{Engine, Local},
        need::Need,
        tables::Period,
        trace,
    },
    store::Store,
};

/// Every figure with its place: numbers, rates as a whole, and what is missing.
fn figures_of(place: &str, value: &Json, found: &mut Vec<(String, Json)>) {
    const TEXTS: [&str; 9] =
        ["county", "name", "group", "ledger", "industry", "department", "as_of", "exit_rate_change", "clears_on"];
    match value {
        Json::Object(fields) if fields.contains_key("num") => found.push((place.to_owned(), value.clone())),
        Json::Object(fields) => {
            for (name, value) in fields.iter().filter(|(name, _)| !TEXTS.contains(&name.as_str())) {
                figures_of(&format!("{place}.{name}"), value, found);
            }
        }
        Json::Array(list) => {
            list.iter().enumerate().for_each(|(at, value)| figures_of(&format!("{place}[{at}]"), value, found));
        }
        Json::Number(_) => found.push((place.to_owned(), value.clone())),
        Json::Null | Json::Bool(_) | Json::String(_) => {}
    }
}

fn sum(table: &Table, column: &str) -> u64 {
    let place = table.column(column).unwrap();
    let cells = table.rows.iter().map(|row| if let Value::Int(number) = row[place] { number } else { 0 });
    u64::try_from(cells.sum::<i64>()).unwrap()
}

/// The number in the row of this county.
fn of_county(table: &Table, county: &str, column: &str) -> Option<u64> {
    let (unit, column) = (table.column("county").unwrap(), table.column(column).unwrap());
    let row = table.rows.iter().find(|row| row[unit] == Value::Text(county.to_owned())).unwrap();
    if let Value::Int(number) = row[column] { u64::try_from(number).ok() } else { None }
}

/// The sample at the end of a month, and what was asked about it: equal questions of several figures and tests are asked once.
struct World {
    config: Config,
    period: Period,
    catalogue: &'static Catalogue,
    engines: BTreeMap<Date, Local<'static>>,
    expected: Json,
    answers: Mutex<HashMap<String, Arc<Table>>>,
}

static APRIL: LazyLock<World> = LazyLock::new(|| World::of("2023-04"));
static MAY: LazyLock<World> = LazyLock::new(|| World::of("2023-05"));

impl World {
    fn of(month: &str) -> Self {
        let dir = workspace_with(&sample("submissions"));
        let config = tongbao::workspace::parse(&std::fs::read_to_string(sample("tongbao.toml")).unwrap()).unwrap();
        let snapshot = Store::open(&dir.path().join("store")).unwrap().snapshot(None).unwrap();
        let period = figures::period(&snapshot, month).unwrap();
        let need = Need::everything();
        let catalogue: &'static Catalogue = Box::leak(Box::new(Catalogue::new(&[]).unwrap()));
        let engine = |day| {
            let tables = figures::tables_of(&config, &snapshot, &period, day, &need).unwrap();
            (day, Local::new(Box::leak(Box::new(tables)), catalogue))
        };
        let engines = config.weeks_until(period.as_of).into_iter().map(engine).collect();
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expected");
        let expected = json(&path.join(format!("{month}/indicators.json")));
        Self { engines, catalogue, config, period, expected, answers: Mutex::default() }
    }

    /// The rows of one part of a trail.
    fn rows(&self, part: &trace::Part) -> Arc<Table> {
        let day = part.day.unwrap_or(self.period.as_of);
        let question = format!("{day} {} {:?}", part.query, part.arguments);
        if let Some(known) = self.answers.lock().unwrap().get(&question) {
            return Arc::clone(known);
        }
        let query = self.catalogue.find(part.query).unwrap();
        let table = Arc::new(self.engines[&day].run(query, &part.arguments).unwrap());
        self.answers.lock().unwrap().insert(question, Arc::clone(&table));
        table
    }

    /// What is wrong with the trail of one figure; nothing if its rows add up.
    fn fault(&self, place: &str, printed: &Json) -> Option<String> {
        let figure = match trace::figure(&[place.to_owned()], &self.period.month, &self.config, &self.expected) {
            Ok(figure) => figure,
            Err(error) => return Some(format!("{place}: {error}")),
        };
        let tables: Vec<Arc<Table>> = figure.parts.iter().map(|part| self.rows(part)).collect();
        let (table, last) = (&tables[0], place.rsplit('.').next().unwrap());
        let element = || {
            let (list, rest) = place.split_once('[').unwrap();
            self.expected[list][rest.split_once(']').unwrap().0.parse::<usize>().unwrap()]["county"].as_str().unwrap()
        };
        let added = match (figure.parts[0].query, printed.get("num")) {
            ("figure_entries", Some(_)) => (Some(sum(table, "counted")), Some(sum(table, "of_base"))),
            ("figure_entries", None) => (Some(sum(table, "counted")), None),
            ("figure_findings" | "late_reports", _) => (Some(table.rows.len() as u64), None),
            ("county_ranking" | "timeliness", _) => (of_county(table, element(), last), None),
            ("pace", _) => return (table.rows.len() != 1).then(|| format!("{place}: no row")),
            (other, _) => return Some(format!("{place}: {other}")),
        };
        let whole = match printed.get("num") {
            Some(num) => (num.as_u64(), printed["den"].as_u64()),
            None => (printed.as_u64(), None),
        };
        (added != whole).then(|| format!("{place} ({}): {added:?}, printed {whole:?}", figure.title))
    }
}

/// Lists that the newest month walks in full; in the first month they would only repeat it.
const GROUPS: [&str; 4] = ["industries", "departments", "county_ledger", "county_industry"];

fn every_figure_adds_up(world: &World, left_out: &[&str], least: usize) {
    let mut figures = Vec::new();
    for (name, value) in world.expected.as_object().unwrap() {
        if name != "reconciliation" && !left_out.contains(&name.as_str()) {
            figures_of(name, value, &mut figures);
        }
    }
    assert!(figures.len() > least, "only {} figures", figures.len());
    let check = |first: usize| -> Vec<String> {
        let half = figures.iter().skip(first).step_by(2);
        half.filter_map(|(place, value)| world.fault(place, value)).collect()
    };
    let (mut faults, others) = std::thread::scope(|scope| {
        let other = scope.spawn(|| check(1));
        (check(0), other.join().unwrap())
    });
    faults.extend(others);
    assert!(
        faults.is_empty(),
        "{} of {} figures:\n{}",
        faults.len(),
        figures.len(),
        faults[..faults.len().min(20)].join("\n")
    );
}

#[test]
fn every_figure_of_the_newest_month_can_be_traced_to_its_rows() {
    every_figure_adds_up(&MAY, &[], 2000);
}

#[test]
fn a_month_without_a_previous_one_can_be_traced_too() {
    every_figure_adds_up(&APRIL, &GROUPS, 200);
}

/// The terminal's table of `trace`, as words by column.
#[test]
fn a_figure_in_words_names_files_sheets_and_rows_and_masks_people() {
    let dir = workspace_with(&sample("submissions"));
    let run = Run::new(["trace", "滑县", "退出率", "--month", "2023-04"]).within(&dir).go();
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.out.contains("退出率：6 ÷ 12 = 50.00%") && run.out.contains("库版本"), "{}", run.out);
    assert!(run.out.contains("2023-04-30/滑县.xlsx"), "{}", run.out);
    assert!(run.out.contains("己***********"), "a sole trader is masked: {}", run.out);
    let open = Run::new(["trace", "滑县", "退出率", "--month", "2023-04", "--personal"]).within(&dir).go();
    assert!(!open.out.contains("己***********"), "{}", open.out);
    let path = Run::new(["trace", "counties[滑县].exit_rate", "--month", "2023-04"]).within(&dir).go();
    assert_eq!(path.out, run.out, "a place in the file and the words say the same");
}

#[test]
fn what_names_no_figure_is_told_with_what_was_meant() {
    let dir = workspace_with(&sample("submissions/2023-04-02"));
    for (words, said) in [
        (["滑县", "退出绿"], "不知道“退出绿”"),
        (["滑县", "文峰区"], "不知道“文峰区”"),
        (["滑县", "行政处罚"], "没有说要追溯哪个数字"),
        (["退出率", "剔除率"], "一次只追溯一个数字"),
        (["全市", "迟报周数"], "要指明县（市、区）"),
        (["counties[滑县].exits", ""], "不知道“counties[滑县].exits”"),
    ] {
        let run = Run::new(["trace", words[0], words[1]]).within(&dir).go();
        assert_eq!(run.status, 2, "{words:?}");
        assert!(run.err.contains(said) && run.err.contains("怎么办"), "{words:?}: {}", run.err);
    }
    let run = Run::new(["trace", "counties[滑县].exits"]).within(&dir).go();
    assert!(run.status == 2 && run.err.contains("没有“counties[滑县].exits”这个数字"), "{}", run.err);
}

#[test]
fn the_workbook_has_a_sheet_for_each_part_and_its_rows() {
    use calamine::Reader;
    let dir = workspace_with(&sample("submissions"));
    let run = Run::new(["trace", "滑县", "退出率变化", "-o", "追溯.xlsx"]).within(&dir).go();
    assert_eq!(run.status, 0, "{}", run.err);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(dir.path().join("追溯.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["退出率", "上期退出率"]);
    let sheet = book.worksheet_range("上期退出率").unwrap();
    let text: BTreeSet<String> = sheet.used_cells().map(|(.., cell)| cell.to_string()).collect();
    let rate = tongbao::domain::rate::Rate::new(6, 12).text(Rounding::default());
    assert!(text.iter().any(|cell| cell.contains(&format!("6 ÷ 12 = {rate}"))), "{text:?}");
    assert!(text.contains("2023-04-30/滑县.xlsx"));
}

/// A figure of a document: the words that name it, and what is printed.
type Printed = (Vec<String>, f64);

/// A cell as a number: rates as a share, changes as percentage points; `None` for words and gaps.
fn number(cell: &calamine::Data) -> Option<f64> {
    match cell {
        calamine::Data::Float(number) => Some(*number),
        calamine::Data::Int(number) => Some(f64::from(i32::try_from(*number).unwrap())),
        calamine::Data::String(text) => text.strip_suffix('%').and_then(|text| Some(text.parse::<f64>().ok()? / 100.0)),
        _ => None,
    }
}

/// The day of a serial number of Excel, as it is written.
fn date_of(serial: f64) -> String {
    let first: Date = "1899-12-30".parse().unwrap();
    #[expect(clippy::cast_possible_truncation, reason = "whole days")]
    (first + chrono::TimeDelta::days(serial as i64)).to_string()
}

/// The head of a column without its brackets.
fn head(cell: &calamine::Data) -> String {
    tongbao::indicator::words::plain(&cell.to_string())
}

/// What the first column of a sheet is called, and what an empty name is called there.
const SHEETS: [(&str, &str); 6] = [
    ("县（市、区）", ""),
    ("台账", ""),
    ("行业门类", "行业未填报"),
    ("行业主管部门", "部门未填报"),
    ("截止日", ""),
    ("问题类型", ""),
];

/// The words that name the figure in this column of this row; `None` where it is no figure.
fn words_of(first: &str, blank: &str, heads: &[String], row: &[calamine::Data], column: usize) -> Option<Vec<String>> {
    let text = |column: usize| row[column].to_string();
    let place = match (first, &row[0]) {
        ("截止日", calamine::Data::DateTime(day)) => date_of(day.as_f64()),
        (_, cell) if cell == "未填报" => blank.to_owned(),
        (_, cell) => cell.to_string(),
    };
    let head = heads[column].as_str();
    match first {
        _ if head == "第几周" => None,
        "问题类型" if place == "合计" => None,
        "问题类型" => Some(vec!["全市".to_owned(), code_of(&place)]),
        _ if heads[1] == "问题种类" => Some(vec![place, text(1)]),
        _ => {
            let ledger = ["失信被执行人", "行政处罚"].into_iter().find(|ledger| head.starts_with(ledger));
            let rest = ledger.map_or(head, |ledger| &head[ledger.len()..]);
            Some([Some(place.as_str()), ledger, Some(rest)].into_iter().flatten().map(str::to_owned).collect())
        }
    }
}

/// Every figure of the workbook beside the bulletin, sheet by sheet; of the list of entries how many there are.
fn attachments(path: &std::path::Path) -> Vec<Printed> {
    use calamine::Reader;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let mut found = Vec::new();
    for name in book.sheet_names() {
        let sheet = book.worksheet_range(&name).unwrap();
        let rows: Vec<&[calamine::Data]> = sheet.rows().collect();
        let top = rows.iter().position(|row| SHEETS.iter().any(|(first, _)| row[0] == *first)).expect(&name);
        let (first, blank) = SHEETS.iter().find(|(first, _)| rows[top][0] == *first).unwrap();
        let heads: Vec<String> = rows[top].iter().map(head).collect();
        let body = rows[top + 1..].iter().take_while(|row| row[1..].iter().any(|cell| number(cell).is_some()));
        if heads.contains(&"主体名称".to_owned()) {
            found.push((
                vec!["全市".to_owned(), "未退出数".to_owned()],
                f64::from(u32::try_from(body.count()).unwrap()),
            ));
            continue;
        }
        for row in body {
            for (column, cell) in row.iter().enumerate().skip(1) {
                let words = words_of(first, blank, &heads, row, column);
                found.extend(words.and_then(|words| Some((words, number(cell)?))));
            }
        }
    }
    found
}

/// The code of a kind of fault.
fn code_of(label: &str) -> String {
    let all = tongbao::domain::finding::Code::ALL;
    all.iter().find(|code| code.label() == label).unwrap_or_else(|| panic!("{label}")).code().to_owned()
}

impl World {
    /// What the rows behind words add up to: a count, a share, a rank, or the difference of two rates.
    fn added(&self, words: &[String]) -> Result<f64, String> {
        let figure = trace::figure(words, &self.period.month, &self.config, &Json::Null)
            .map_err(|error| format!("{words:?}: {error}"))?;
        let tables: Vec<Arc<Table>> = figure.parts.iter().map(|part| self.rows(part)).collect();
        let rate = |table: &Table| tongbao::domain::rate::Rate::new(sum(table, "counted"), sum(table, "of_base"));
        let county = self.config.counties.iter().find(|unit| words.contains(&unit.name)).map(|unit| unit.code.as_str());
        let row = |column: &str| -> f64 {
            let ledger = ["失信被执行人", "行政处罚"].iter().position(|word| words.iter().any(|said| said == word));
            let mut table = Table::clone(&tables[0]);
            if let (Some(place), Some(ledger)) = (table.column("ledger"), ledger) {
                let code = Value::Text(["judgment", "penalty"][ledger].to_owned());
                table.rows.retain(|row| row[place] == code);
            }
            of_county(&table, county.unwrap(), column).map_or(f64::NAN, real)
        };
        Ok(match (figure.parts[0].query, figure.parts.len()) {
            ("figure_entries", 2) => {
                let [now, then] = [rate(&tables[0]), rate(&tables[1])];
                now.change_since(then, Rounding::default()).unwrap().parse().unwrap()
            }
            ("figure_entries", _) if figure.parts[0].arguments.contains_key("base") => {
                real(rate(&tables[0]).num) / real(rate(&tables[0]).den)
            }
            ("figure_entries", _) => real(sum(&tables[0], "counted")),
            ("figure_findings" | "late_reports", _) => real(tables[0].rows.len() as u64),
            ("county_ranking", _) if words.iter().any(|word| word == "组内名次") => row("rank_in_group"),
            ("county_ranking", _) => row("rank"),
            ("timeliness", 2) => row("weeks_reported"),
            ("timeliness", _) => row("weeks_due"),
            (other, _) => return Err(format!("{words:?}: {other}")),
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn real(count: u64) -> f64 {
    count as f64
}

/// Every number in the tables of the bulletin, taken from the workbook as it was written.
#[test]
fn every_figure_of_the_documents_can_be_traced_by_its_words() {
    if !support::fonts().is_dir() {
        return support::skipped("trace::every_figure_of_the_documents_can_be_traced_by_its_words: no fonts");
    }
    let dir = workspace_with(&sample("submissions"));
    let run = Run::new(["bulletin", "--month", "2023-05", "--no-pdf"]).within(&dir).go();
    assert_eq!(run.status, 0, "{}", run.err);
    let printed = attachments(&dir.path().join("out/2023-05/bulletin/通报附表.xlsx"));
    let faults: Vec<String> = printed
        .iter()
        .filter_map(|(words, value)| match MAY.added(words) {
            Ok(added) if (added - value).abs() < 5e-5 => None,
            Ok(added) => Some(format!("{words:?}: {added}, printed {value}")),
            Err(error) => Some(error),
        })
        .collect();
    assert!(printed.len() > 500, "only {} figures", printed.len());
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), printed.len(), faults[..faults.len().min(20)].join("\n"));
}

/// The numbers in a notice and in the totals of its task list: entries, entities, records, overdue ones.
#[test]
fn every_figure_of_a_notice_can_be_traced_by_its_words() {
    let notices = MAY.engines[&MAY.period.as_of].named("notice_counts").unwrap();
    assert!(notices.rows.len() > 10);
    let cell = |row: &[Value], name: &str| row[notices.column(name).unwrap()].clone();
    for row in &notices.rows {
        let place = [cell(row, "county_name"), cell(row, "department")].map(|value| match value {
            Value::Text(text) => text,
            _ => "部门未填报".to_owned(),
        });
        for (column, word) in [
            ("entries", "未退出数"),
            ("entities", "未退出主体数"),
            ("records", "未退出失信次数"),
            ("overdue", "逾期数"),
        ] {
            let words = [place[0].clone(), place[1].clone(), word.to_owned()];
            let Value::Int(printed) = cell(row, column) else { panic!("{column}") };
            let added = MAY.added(&words).unwrap();
            assert!((added - real(printed.unsigned_abs())).abs() < 0.5, "{words:?}: {added}, printed {printed}");
        }
    }
}
