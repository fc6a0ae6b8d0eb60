//! What holds for any text in a cell, any header and any bytes: dates, codes, headers and csv decoding.
//!
//! Each property is a plain function. It is tried on the lines of `tests/corpus/` (what once was wrong, or might be) and on
//! what proptest makes of them; `make fuzz` tries many more.

use std::sync::LazyLock;

use proptest::{collection::vec, prelude::*, sample::select};
use tongbao::domain::{
    Date,
    config::Limits,
    finding::Code,
    row::Row,
    sheet::{CellValue, Sheet, SourceFile},
};
use tongbao::{
    intake,
    ledger::{self, Context},
};

use crate::support::{book, corpus, properties, sample_config};

static CONTEXT: LazyLock<Context> =
    LazyLock::new(|| Context::new(&sample_config()).with_as_of("2023-04-16".parse().ok()));

const HEAD: [&str; 6] = ["主体名称", "统一社会信用代码", "失信次数", "联系情况", "是否退出", "约谈日期"];
const ROW: [&str; 6] = ["甲商贸有限公司", "91410599MA00000X9N", "12", "无法联系", "否", ""];

fn text(text: &str) -> CellValue {
    if text.is_empty() { CellValue::Empty } else { CellValue::Text(text.into()) }
}

fn read(rows: Vec<Vec<CellValue>>) -> ledger::TableReading {
    let sheets = vec![Sheet { name: "行政处罚".into(), rows, ..Sheet::default() }];
    let file = SourceFile { path: "滑县.xlsx".into(), sha256: String::new(), sheets };
    let mut reading = ledger::read(&file, &CONTEXT);
    assert!(reading.rejected.is_none(), "{:?}", reading.rejected);
    assert!(reading.tables[0].counts.add_up(), "a row was lost: {:?}", reading.tables[0].counts);
    reading.tables.remove(0)
}

/// The row whose cell below `head` is this, with the codes of the findings at that cell.
fn with_cell(head: &str, cell: CellValue) -> (Row, Vec<Code>) {
    let at = HEAD.iter().position(|known| *known == head).unwrap();
    let mut row: Vec<CellValue> = ROW.map(text).to_vec();
    row[at] = cell;
    let mut table = read(vec![HEAD.map(text).to_vec(), row]);
    let at = u32::try_from(at + 1).unwrap();
    let codes = table.findings.iter().filter(|finding| finding.column == at).map(|finding| finding.code);
    (table.rows.remove(0), codes.collect())
}

/// The numbers that stand in a text, digits of any width.
fn numbers(text: &str) -> Vec<u32> {
    let half: String = text.chars().map(half_width).collect();
    half.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

/// Spaces that nobody sees are spaces, too.
fn half_width(c: char) -> char {
    if matches!(c, '\u{2000}'..='\u{200F}' | '\u{202F}' | '\u{2060}' | '\u{FEFF}') {
        return ' ';
    }
    if ('\u{FF01}'..='\u{FF5E}').contains(&c) { char::from_u32(u32::from(c) - 0xFEE0).unwrap() } else { c }
}

/// A date is only what the text says in full; everything else is blank, a mark, or told.
fn date_is_what_stands_there(written: &str) {
    use chrono::Datelike;
    let (row, codes) = with_cell("约谈日期", text(written));
    let told = codes.contains(&Code::DateInvalid);
    match row.interviewed {
        Some(step) if step.assumed => assert!(codes.contains(&Code::DateMissing), "{written:?}"),
        Some(step) => {
            assert!(!told, "{written:?} is {} and no date", step.date);
            let said = [step.date.year().unsigned_abs(), step.date.month(), step.date.day()];
            let numbers = numbers(written);
            let compact = [said[0] * 10_000 + said[1] * 100 + said[2]];
            let serial = numbers.first().is_some_and(|number| (10_000..100_000).contains(number));
            assert!(numbers.starts_with(&said) || numbers == compact || serial, "{written:?} became {}", step.date);
        }
        None => {
            let means = written.chars().map(half_width).filter(|c| !c.is_whitespace()).collect::<String>();
            let silent =
                means.is_empty() || means.chars().all(|c| "/-—–―─无否×✗✘未退出".contains(c) || !c.is_alphanumeric());
            assert!(told || silent, "{written:?} vanished without a word");
        }
    }
}

/// GB 32100-2015, written anew.
fn is_good_code(code: &str) -> bool {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let values: Option<Vec<usize>> = code.chars().map(|c| ALPHABET.find(c)).collect();
    let Some(values) = values.filter(|values| values.len() == 18) else { return false };
    let sum: usize = values[..17]
        .iter()
        .scan(1, |weight, value| {
            let term = value * *weight;
            *weight = *weight * 3 % 31;
            Some(term)
        })
        .sum();
    values[17] == (31 - sum % 31) % 31
}

/// A code that is taken is a good one that stands there; one that is not is told.
fn code_is_what_stands_there(written: &str) {
    let (row, codes) = with_cell("统一社会信用代码", text(written));
    let plain: String =
        written.chars().map(half_width).filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    match row.uscc {
        Some(code) => {
            assert!(is_good_code(&code), "{written:?} became {code}");
            assert!(plain.contains(&code), "{written:?} became {code}");
            assert!(codes.iter().all(|code| *code == Code::FormulaText), "{written:?}: {codes:?}");
        }
        None => {
            let told = [Code::UsccMissing, Code::UsccInvalid, Code::UsccLostDigits];
            assert!(codes.iter().any(|code| told.contains(code)), "{written:?}: {codes:?}");
        }
    }
}

/// A column with any header beside the known ones changes nothing in them; it is known, empty, or told.
fn header_takes_nothing_from_its_neighbours(written: &str) {
    let with = |cells: [&str; 6], more: &str| cells.iter().copied().chain([more]).map(text).collect::<Vec<_>>();
    let table = read(vec![with(HEAD, written), with(ROW, "")]);
    let row = &table.rows[0];
    assert_eq!((row.name.as_deref(), row.uscc.as_deref(), row.record_count), (Some(ROW[0]), Some(ROW[1]), 12));
    for finding in table.findings.iter().filter(|finding| finding.column == 7 && finding.row == 1) {
        assert!([Code::ColumnUnknown, Code::ColumnAmbiguous].contains(&finding.code), "{written:?}: {finding:?}");
    }
}

/// Bytes become a sheet or a refusal with a remedy; a sheet holds every character that is no separator.
fn bytes_become_a_sheet_or_a_refusal(bytes: &[u8]) {
    match intake::parse(bytes, "a.csv", &Limits::default()) {
        Ok(sheets) => {
            let file = SourceFile { path: "滑县.csv".into(), sha256: String::new(), sheets };
            let tables = ledger::read(&file, &CONTEXT).tables;
            assert!(tables.iter().all(|table| table.counts.add_up()), "{bytes:?}");
        }
        Err(refusal) => assert!(!refusal.remedy.is_empty() && !refusal.message.is_empty(), "{bytes:?}"),
    }
}

#[test]
fn the_corpora_hold() {
    for line in corpus("dates.txt") {
        date_is_what_stands_there(&line);
    }
    for line in corpus("codes.txt") {
        code_is_what_stands_there(&line);
    }
    for line in corpus("headers.txt") {
        header_takes_nothing_from_its_neighbours(&line);
    }
    for line in corpus("csv.txt") {
        bytes_become_a_sheet_or_a_refusal(line.as_bytes());
        bytes_become_a_sheet_or_a_refusal(&book::gb18030(&line));
    }
}

/// A line of a corpus with some of its characters changed, or any short text.
fn mutant(file: &str) -> impl Strategy<Value = String> + use<> {
    let letters: Vec<char> =
        "0123456789.-/:年月日号时 　\t\n,;\"'=+@×√是否无—２３ＡａZzOI*()（）[]【】#%\u{200B}\u{FEFF}\u{202E}🏢𬭎"
            .chars()
            .collect();
    let change = (any::<prop::sample::Index>(), select(letters), 0..3_u8);
    let changed = (select(corpus(file)), vec(change, 0..4)).prop_map(|(line, changes)| {
        let mut text: Vec<char> = line.chars().collect();
        for (at, letter, kind) in changes {
            let at = at.index(text.len() + 1);
            match kind {
                0 => text.insert(at, letter),
                1 if at < text.len() => text[at] = letter,
                _ if at < text.len() => drop(text.remove(at)),
                _ => {}
            }
        }
        text.into_iter().collect()
    });
    prop_oneof![4 => changed, 1 => "\\PC{0,20}"]
}

fn day() -> impl Strategy<Value = Date> {
    (36_526..73_050_i64).prop_map(|serial| Date::from_ymd_opt(1899, 12, 30).unwrap() + chrono::TimeDelta::days(serial))
}

fn code() -> impl Strategy<Value = String> {
    "[19][1-3][0-9]{6}[0-9ABCDEFGHJKLMNPQRTUWXY]{9}".prop_map(|start| {
        let alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars();
        alphabet.map(|check| format!("{start}{check}")).find(|code| is_good_code(code)).unwrap()
    })
}

proptest! {
    #![proptest_config(properties(400))]

    #[test]
    fn any_text_in_a_date_column(written in mutant("dates.txt")) {
        date_is_what_stands_there(&written);
    }

    #[test]
    fn every_day_reads_back_from_every_form(day in day(), form in 0..9_usize) {
        let serial = (day - Date::from_ymd_opt(1899, 12, 30).unwrap()).num_days();
        let (year, month, number) = { use chrono::Datelike; (day.year(), day.month(), day.day()) };
        let wide = |text: String| text.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect::<String>();
        let cell = match form {
            0 => text(&day.to_string()),
            1 => text(&format!("{year}/{month}/{number}")),
            2 => text(&format!("{year}.{month:02}.{number:02}")),
            3 => text(&format!("{year}年{month}月{number}日")),
            4 => text(&format!("{year}{month:02}{number:02}")),
            5 => text(&wide(format!("{year}.{month}.{number}"))),
            6 => CellValue::Number(f64::from(u32::try_from(serial).unwrap())),
            7 => CellValue::Number(f64::from(u32::try_from(year).unwrap() * 10_000 + month * 100 + number)),
            _ => CellValue::Date(Some(day)),
        };
        prop_assert_eq!(with_cell("约谈日期", cell).0.interviewed.map(|step| step.date), Some(day));
    }

    #[test]
    fn any_text_in_a_code_column(written in mutant("codes.txt")) {
        code_is_what_stands_there(&written);
    }

    #[test]
    fn good_codes_are_taken_in_any_dress_and_one_wrong_character_is_seen(
        code in code(), at in 0..18_usize, other in "[0-9ABCDEFGHJKLMNPQRTUWXY]", wide in any::<bool>(), lower in any::<bool>(),
    ) {
        let mut dressed = if lower { code.to_lowercase() } else { code.clone() };
        if wide {
            dressed = dressed.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
        }
        let cut = dressed.char_indices().nth(at).unwrap().0;
        dressed.insert(cut, ' ');
        prop_assert_eq!(with_cell("统一社会信用代码", text(&dressed)).0.uscc, Some(code.clone()));
        let mut wrong = code.clone();
        wrong.replace_range(at..=at, &other);
        prop_assert_eq!(with_cell("统一社会信用代码", text(&wrong)).0.uscc.is_some(), wrong == code);
    }

    #[test]
    fn any_header_beside_the_known_ones(written in mutant("headers.txt")) {
        header_takes_nothing_from_its_neighbours(&written);
    }

    #[test]
    fn any_text_as_csv(written in mutant("csv.txt"), cut in any::<prop::sample::Index>()) {
        bytes_become_a_sheet_or_a_refusal(written.as_bytes());
        let bytes = book::gb18030(&written);
        bytes_become_a_sheet_or_a_refusal(&bytes[..cut.index(bytes.len() + 1)]);
    }

    #[test]
    fn any_bytes_as_csv(bytes in vec(any::<u8>(), 0..200)) {
        bytes_become_a_sheet_or_a_refusal(&bytes);
    }
}
