//! Worlds as proptest makes them: small, and full of what counties really do.

use chrono::NaiveDate;
use proptest::{option, prelude::*};

use super::world::{LEDGERS, Row, Table, Unit, World};

/// Weeks of a generated world: three of April, three of May.
pub const WEEKS: u64 = 6;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, month, day).unwrap()
}

/// The closing day of the first week.
pub fn first_week() -> NaiveDate {
    day(4, 16)
}

/// Units whose configured order is not that of their codes.
fn units() -> Vec<Unit> {
    let unit = |code: &str, name: &str, group: &str| Unit { code: code.into(), name: name.into(), group: group.into() };
    vec![
        unit("410581", "林州市", "县（市）"),
        unit("410502", "文峰区", "区"),
        unit("4105SF", "示范区", "功能区"),
        unit("410527", "内黄县", "县（市）"),
    ]
}

/// Firms: code and spellings of the name; the last two share theirs.
const FIRMS: [(&str, [&str; 3]); 7] = [
    ("91410599MA00000X9N", ["甲（示例）公司", "甲(示例)公司", "甲 （示例） 公司"]),
    ("91410599100000003E", ["乙（示例）公司", "乙（示例)公司", "乙（示例）公司"]),
    ("92410599MA00000020", ["丙（示例）店", "丙(示例)店", "丙（示例）\u{3000}店"]),
    ("FIRM00000000000004", ["丁（示例）公司", "丁（示例）公司", "丁（示例）公司"]),
    ("FIRM00000000000005", ["戊（示例）公司", "戊(示例)公司", "戊（示例）公司"]),
    ("FIRM00000000000006", ["同名（示例）公司", "同名(示例)公司", "同名（示例）公司"]),
    ("FIRM00000000000007", ["同名（示例）公司", "同名(示例)公司", "同名（示例）公司"]),
];

/// A date from before the campaign to after its last week.
fn date() -> impl Strategy<Value = NaiveDate> {
    (0_u64..60).prop_map(|days| day(4, 1) + chrono::Days::new(days))
}

fn pick(words: &'static [&'static str], share: f64) -> impl Strategy<Value = Option<String>> {
    option::weighted(share, prop::sample::select(words).prop_map(str::to_owned))
}

/// How a row names its firm: both, the code alone, or the name alone (lost or broken code).
fn naming() -> impl Strategy<Value = (Option<String>, Option<String>, Option<String>)> {
    (0..FIRMS.len(), 0_usize..3, prop_oneof![6 => Just(0_u8), 1 => Just(1), 2 => Just(2), 1 => Just(3)]).prop_map(
        |(firm, spelling, how)| {
            let (code, name) = (Some(FIRMS[firm].0.to_owned()), Some(FIRMS[firm].1[spelling].to_owned()));
            match how {
                0 => (code, None, name),
                1 => (code, None, None),
                2 => (None, None, name),
                _ => (None, Some("9.14106E+17".to_owned()), name),
            }
        },
    )
}

fn row() -> impl Strategy<Value = Row> {
    let what = (
        option::weighted(0.7, prop::sample::select(vec!['A', 'G'])),
        pick(&["交通运输局", "商务局"], 0.7),
        0_u32..30,
        option::weighted(0.4, prop::sample::select(vec![0_u32, 1, 3])),
        pick(&["unreachable", "ceased", "operating", "operating"], 0.85),
        pick(&["bankruptcy", "other"], 0.15),
        pick(&["决〔2023〕1号"], 0.3),
    );
    let done = || option::weighted(0.6, date());
    let steps = (done(), done(), done(), option::weighted(0.1, date()), option::weighted(0.8, any::<bool>()));
    (naming(), what, steps).prop_map(|((code, written, name), what, steps)| Row {
        code,
        written,
        name,
        industry: what.0,
        department: what.1,
        records: what.2,
        on_display: what.3,
        contact: what.4,
        exclusion: what.5,
        exclusion_ref: what.6,
        interviewed: steps.0,
        pledged: steps.1,
        supervised: steps.2,
        repaired: steps.3,
        claimed: steps.4,
        line: 0,
    })
}

/// What came for one county, ledger and week: mostly one table, sometimes none, sometimes a second; rarely withdrawn.
fn slot() -> impl Strategy<Value = Vec<(Vec<Row>, bool, bool)>> {
    let table = || (prop::collection::vec(row(), 0..5), any::<bool>(), prop::bool::weighted(0.05));
    prop_oneof![
        2 => Just(Vec::new()),
        6 => table().prop_map(|table| vec![table]),
        1 => (table(), table()).prop_map(|(one, two)| vec![one, two]),
    ]
}

/// A world of four counties and six weeks.
pub fn world() -> impl Strategy<Value = World> {
    let slots = units().len() * LEDGERS.len() * usize::try_from(WEEKS).unwrap();
    (prop::collection::vec(slot(), slots), prop::bool::weighted(0.15)).prop_map(|(slots, exits_as_claimed)| World {
        tables: tables(slots),
        units: units(),
        departments: vec!["交通运输局".into(), "商务局".into()],
        first_week: first_week(),
        interviews_by: day(4, 30),
        exits_by: day(5, 14),
        exits_as_claimed,
    })
}

fn tables(slots: Vec<Vec<(Vec<Row>, bool, bool)>>) -> Vec<Table> {
    let mut tables = Vec::new();
    for (place, slot) in (0_u64..).zip(slots) {
        let week = first_week() + chrono::Days::new(7 * (place % WEEKS));
        let of_week = usize::try_from(place / WEEKS).unwrap();
        let (county, ledger) = (units()[of_week / 2].code.clone(), LEDGERS[of_week % 2]);
        for (arrival, (rows, wide, withdrawn)) in slot.into_iter().enumerate() {
            let rows = (4_u32..).zip(rows).map(|(line, row)| Row { line, ..row }).collect();
            tables.push(Table {
                file: format!("{week}/{county}-{ledger}-{arrival}.xlsx"),
                sheet: if wide { String::new() } else { "台账".into() },
                county: county.clone(),
                ledger: ledger.into(),
                week,
                code_column: if wide { 28 } else { 4 },
                name_column: 3,
                withdrawn,
                rows,
            });
        }
    }
    tables
}
