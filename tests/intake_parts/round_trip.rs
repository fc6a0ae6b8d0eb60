//! A workbook written from rows reads back as those rows: in any order of columns, under any word for a column, in every
//! kind of file. Old workbooks (.xls) are fixtures: nothing here writes them.

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use proptest::{collection::vec, option, prelude::*, sample::select};
use tongbao::domain::{
    Date,
    config::Limits,
    finding::Code,
    row::{Choice, Contact, Exclusion, ExitRoute, Row, Step},
    sheet::SourceFile,
};
use tongbao::{
    intake,
    ledger::{self, Context},
};

use crate::support::{
    book::{self, Page},
    properties, sample_config,
};

static CONTEXT: LazyLock<Context> = LazyLock::new(|| Context::new(&sample_config()));

/// The words of each column in the ledger of penalties, as the program's own table of words has them.
static WORDS: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    let table: toml::Table = include_str!("../../src/ledger/headers.toml").parse().unwrap();
    let column = |one: &toml::Value| {
        let list = |key: &str| one.get(key).and_then(|words| words.as_array().cloned()).unwrap_or_default();
        let words = list("aliases").into_iter().chain(list("penalty")).chain([one["header"].clone()]);
        let own = words.map(|word| word.as_str().unwrap().to_owned()).filter(|word| word != "执行法院");
        (one["field"].as_str().unwrap().to_owned(), own.collect())
    };
    table["column"].as_array().unwrap().iter().map(column).collect()
});

/// Columns that hold days, counts, and words of their own.
const DAYS: [&str; 10] = [
    "latest_record",
    "interviewed",
    "pledged",
    "pledge_published",
    "guided",
    "supervised",
    "repair_applied",
    "repaired",
    "exit_date",
    "pledge_checked",
];
const COUNTS: [&str; 2] = ["record_count", "public_count"];
const TEXTS: [&str; 5] = ["name", "legal_rep", "authority", "exclusion_ref", "remark"];

/// A row as people read it: the words of its fields by name, blank ones left out.
type Words = BTreeMap<String, String>;

fn words_of(row: &Row) -> Words {
    let day = |date: Option<Date>| date.map(|date| date.to_string());
    let step = |step: Option<Step>| step.map(|step| step.date.to_string());
    let yes =
        |flag: Option<bool>, yes: &str, no: &str| flag.map(|flag| if flag { yes.to_owned() } else { no.to_owned() });
    let fields = [
        ("name", row.name.clone()),
        ("uscc", row.uscc.clone()),
        ("legal_rep", row.legal_rep.clone()),
        ("industry", row.industry.map(String::from)),
        ("department", row.department.clone()),
        ("authority", row.authority.clone()),
        ("record_count", Some(row.record_count.to_string())),
        ("public_count", row.public_count.map(|count| count.to_string())),
        ("latest_record", day(row.latest_record)),
        ("contact", row.contact.map(|one| one.label().to_owned())),
        ("exclusion", row.exclusion.map(|one| one.label().to_owned())),
        ("exclusion_ref", row.exclusion_ref.clone()),
        ("interviewed", step(row.interviewed)),
        ("pledged", step(row.pledged)),
        ("pledge_published", day(row.pledge_published)),
        ("guided", step(row.guided)),
        ("supervised", step(row.supervised)),
        ("repair_applied", day(row.repair_applied)),
        ("repaired", day(row.repaired)),
        ("exit_claimed", yes(row.exit_claimed, "是", "否")),
        ("exit_date", day(row.exit_date)),
        ("exit_route", row.exit_route.map(|one| one.label().to_owned())),
        ("pledge_checked", day(row.pledge_checked)),
        ("pledge_kept", yes(row.pledge_kept, "履行", "未履行")),
        ("remark", row.remark.clone()),
    ];
    fields.into_iter().filter_map(|(field, word)| Some((field.to_owned(), word?))).collect()
}

/// Text of a cell: rare characters, separators, line breaks; no spaces at its ends and no mark for nothing.
fn text() -> impl Strategy<Value = String> {
    "[甲乙丙喆堃珺𬭎🏢A-Za-z][甲乙丙喆堃珺𬭎🏢A-Za-z0-9,;\"'&<>\n\t（）·—/ ]{0,10}[甲乙丙喆堃珺𬭎🏢A-Za-z0-9\"'）]"
}

fn day() -> impl Strategy<Value = String> {
    (44_000..46_000_i64)
        .prop_map(|serial| (Date::from_ymd_opt(1899, 12, 30).unwrap() + chrono::TimeDelta::days(serial)).to_string())
}

fn labels<T: Choice>() -> Vec<String> {
    T::ALL.iter().map(|one| one.label().to_owned()).collect()
}

fn row() -> impl Strategy<Value = Words> {
    let config = sample_config();
    let departments: Vec<String> = config.departments.iter().map(|one| one.name.clone()).collect();
    let good = ["91410599MA00000X9N", "91410599100000003E", "92410599MA00000020"];
    let choices = (
        select(good.map(str::to_owned).to_vec()),
        option::of("[A-T]"),
        option::of(select(departments)),
        option::of(select(labels::<Contact>())),
        option::of(select(labels::<Exclusion>())),
        option::of(select(labels::<ExitRoute>())),
        select(vec!["是".to_owned(), "否".to_owned()]),
        option::of(select(vec!["履行".to_owned(), "未履行".to_owned()])),
    );
    let others = (
        vec(option::of(text()), TEXTS.len()),
        vec(0..100_000_u32, COUNTS.len()),
        vec(option::of(day()), DAYS.len()),
        text(),
    );
    (choices, others).prop_map(|(choices, (texts, counts, days, name))| {
        let (uscc, industry, department, contact, exclusion, route, claimed, kept) = choices;
        let named = [
            ("uscc", Some(uscc)),
            ("industry", industry),
            ("department", department),
            ("contact", contact),
            ("exclusion", exclusion),
            ("exit_route", route),
            ("exit_claimed", Some(claimed)),
            ("pledge_kept", kept),
        ];
        let counts = counts.iter().map(|count| Some(count.to_string()));
        let cells = named.into_iter().chain(TEXTS.into_iter().zip(texts)).chain(COUNTS.into_iter().zip(counts));
        let cells = cells.chain(DAYS.into_iter().zip(days)).chain([("name", Some(name))]);
        cells.filter_map(|(field, word)| Some((field.to_owned(), word?))).collect()
    })
}

/// How a table is written: the order of its columns, the word of each, and how days and counts are stored.
#[derive(Debug, Clone)]
struct Dress {
    columns: Vec<(String, String)>,
    typed: bool,
}

fn dress() -> impl Strategy<Value = Dress> {
    let fields: Vec<String> =
        WORDS.keys().filter(|field| !["serial", "county"].contains(&field.as_str())).cloned().collect();
    let words: Vec<_> = fields.iter().map(|field| select(WORDS[field].clone())).collect();
    (words, any::<bool>()).prop_flat_map(move |(words, typed)| {
        let columns: Vec<_> = fields.clone().into_iter().zip(words).collect();
        Just(columns).prop_shuffle().prop_map(move |columns| Dress { columns, typed })
    })
}

/// The table as cells; with types where the kind of file has some.
fn cells(rows: &[Words], dress: &Dress, typed: bool) -> Vec<Vec<String>> {
    let title = vec!["滑县行政处罚台账（截至2023年4月16日）".to_owned()];
    let head = dress.columns.iter().map(|(_, word)| word.clone()).collect();
    let cell = |row: &Words, field: &str| match row.get(field) {
        None => String::new(),
        Some(word) if typed && COUNTS.contains(&field) => format!("#{word}"),
        Some(word) if typed && DAYS.contains(&field) => {
            format!("@{}", (word.parse::<Date>().unwrap() - Date::from_ymd_opt(1899, 12, 30).unwrap()).num_days())
        }
        Some(word) => word.clone(),
    };
    let body = rows.iter().map(|row| dress.columns.iter().map(|(field, _)| cell(row, field)).collect());
    [title, head].into_iter().chain(body).collect()
}

fn read(path: &str, bytes: &[u8]) -> Vec<Words> {
    let sheets = intake::parse(bytes, path, &Limits::default()).unwrap_or_else(|refusal| panic!("{path}: {refusal:?}"));
    let reading = ledger::read(&SourceFile { path: path.into(), sha256: String::new(), sheets }, &CONTEXT);
    assert!(reading.rejected.is_none() && reading.tables.len() == 1, "{path}: {:?}", reading.rejected);
    let table = &reading.tables[0];
    let wrong =
        [Code::ColumnUnknown, Code::ColumnMissing, Code::ColumnAmbiguous, Code::DateInvalid, Code::CountInvalid];
    let faults: Vec<_> = table.findings.iter().filter(|finding| wrong.contains(&finding.code)).collect();
    assert!(faults.is_empty(), "{path}: {faults:?}");
    table.rows.iter().map(words_of).collect()
}

proptest! {
    #![proptest_config(properties(60))]

    #[test]
    fn properties_of_rows_survive_every_kind_of_file(rows in vec(row(), 1..4), dress in dress()) {
        let plain = cells(&rows, &dress, false);
        let typed = Page::of_rows("行政处罚", cells(&rows, &dress, dress.typed));
        let csv = book::csv(&plain);
        for (path, bytes) in [
            ("一.xlsx", book::xlsx(std::slice::from_ref(&typed))),
            ("二.ods", book::ods(std::slice::from_ref(&typed))),
            ("三.csv", csv.clone().into_bytes()),
            ("四.csv", format!("\u{FEFF}{csv}").into_bytes()),
            ("五.csv", book::gb18030(&csv)),
        ] {
            prop_assert_eq!(&read(path, &bytes), &rows, "{}", path);
        }
    }
}

/// Two old workbooks with the csv of what they hold: one written by LibreOffice, one with dates from 1904.
#[test]
fn old_workbooks_read_like_the_table_that_they_were_made_from() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/xls");
    let expected = read("滑县.csv", &fs::read(folder.join("滑县.csv")).unwrap());
    assert!(expected.len() == 3 && expected.iter().all(|row| row.len() > 8), "{expected:?}");
    for (name, epoch_1904) in [("滑县.xls", false), ("滑县1904.xls", true)] {
        let bytes = fs::read(folder.join(name)).unwrap();
        assert_eq!(intake::parse(&bytes, name, &Limits::default()).unwrap()[0].epoch_1904, epoch_1904, "{name}");
        assert_eq!(read(name, &bytes), expected, "{name}");
    }
}
