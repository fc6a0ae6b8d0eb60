//! Submissions made up for the tests of the store.

use proptest::{option, prelude::*};
use tongbao::{
    domain::{
        Date,
        finding::{Code, Finding},
        ledger::Ledger,
        row::{Choice, Contact, Exclusion, ExitRoute, Row, Step},
        submission::{RowCounts, Slot},
    },
    store::{Arrival, Batch, LogNote, RejectedFile},
};

/// Closing day of week 0, 1, …
pub fn day(week: u32) -> Date {
    Date::from_ymd_opt(2023, 4, 2).unwrap() + chrono::Days::new(7 * u64::from(week))
}

pub fn note(minute: u32) -> LogNote {
    LogNote {
        who: "张三".into(),
        when: format!("2023-04-03T{:02}:{:02}:00Z", minute / 60, minute % 60),
        what: format!("ingest 收件 {minute}"),
    }
}

pub fn slot(county: &str, ledger: Ledger, week: u32) -> Slot {
    Slot { county: county.into(), ledger, as_of: day(week) }
}

pub fn batch(arrivals: impl IntoIterator<Item = Arrival>) -> Batch {
    Batch { arrivals: arrivals.into_iter().collect(), ..Batch::default() }
}

/// A hash that depends on the words.
fn hash(words: &str) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    format!("{:016x}", hasher.finish()).repeat(4)
}

pub fn row(county: &str, ledger: Ledger, week: u32, number: u32) -> Row {
    Row {
        as_of: day(week),
        ledger,
        county: county.into(),
        name: Some(format!("企业{number}")),
        uscc: Some("91410599MA00000X9N".into()),
        uscc_written: None,
        legal_rep: Some("李四".into()),
        industry: Some('G'),
        department: Some("交通运输局".into()),
        authority: None,
        record_count: 12 + number,
        public_count: Some(3),
        latest_record: Some(day(0)),
        contact: Some(Contact::Operating),
        exclusion: None,
        exclusion_ref: None,
        interviewed: Some(Step { date: day(week), assumed: true }),
        pledged: Some(Step { date: day(0), assumed: false }),
        pledge_published: None,
        guided: None,
        supervised: None,
        repair_applied: None,
        repaired: None,
        exit_claimed: Some(false),
        exit_date: None,
        exit_route: None,
        pledge_checked: None,
        pledge_kept: None,
        remark: Some(String::new()),
        source_file: "滑县.xlsx".into(),
        source_sheet: "失信被执行人".into(),
        source_row: 4 + number,
        uscc_column: 3,
        name_column: 2,
    }
}

pub fn finding(row: u32) -> Finding {
    Finding {
        code: Code::UsccInvalid,
        county: Some("410526".into()),
        ledger: Some(Ledger::Judgment),
        as_of: Some(day(0)),
        file: "滑县.xlsx".into(),
        sheet: "失信被执行人".into(),
        row,
        column: 3,
        value: "914105991000000000".into(),
        message: "滑县.xlsx「失信被执行人」C5：校验位不符。".into(),
        remedy: "请核对营业执照。".into(),
    }
}

/// A table of `rows` rows (and one finding where it has any), whose counts add up.
pub fn arrival(county: &str, ledger: Ledger, week: u32, file: &str, rows: u32) -> Arrival {
    let found = if rows == 0 { Vec::new() } else { vec![Finding { as_of: Some(day(week)), ..finding(4) }] };
    Arrival {
        slot: slot(county, ledger, week),
        supplementary: false,
        explicit: false,
        file: file.into(),
        sheet: ledger.label().into(),
        sha256: hash(&format!("{file} {rows}")),
        counts: RowCounts { read: rows + 2, kept: rows, duplicates: 0, rejected: 0, no_data: 2 },
        rows: (0..rows).map(|number| row(county, ledger, week, number)).collect(),
        findings: found,
    }
}

pub fn rejected(file: &str, bytes: &str) -> RejectedFile {
    let finding = Finding {
        code: Code::FileUnreadable,
        county: None,
        ledger: None,
        as_of: None,
        file: file.into(),
        sheet: String::new(),
        row: 0,
        column: 0,
        value: String::new(),
        message: format!("{file}：打不开。"),
        remedy: "请重新另存为 .xlsx。".into(),
    };
    RejectedFile { file: file.into(), sha256: hash(bytes), as_of: Some(day(0)), finding }
}

fn any_date() -> impl Strategy<Value = Option<Date>> {
    option::of((-20_000_i32..40_000).prop_map(|days| Date::default() + chrono::TimeDelta::days(i64::from(days))))
}

fn any_step() -> impl Strategy<Value = Option<Step>> {
    (any_date(), any::<bool>()).prop_map(|(date, assumed)| date.map(|date| Step { date, assumed }))
}

fn any_word() -> impl Strategy<Value = Option<String>> {
    option::of(prop_oneof![Just(String::new()), "\\PC{0,6}", "[豫喆𬭎\n,\"=+a-z]{1,8}"])
}

fn any_choice<C: Choice + std::fmt::Debug>() -> impl Strategy<Value = Option<C>> {
    option::of(prop::sample::select(C::ALL))
}

/// Any row that an arrival of 410526, judgment, week 0 can have.
pub fn any_row() -> impl Strategy<Value = Row> {
    let words = prop::collection::vec(any_word(), 8);
    let dates = prop::collection::vec(any_date(), 6);
    let steps = prop::collection::vec(any_step(), 4);
    let choices = (any_choice::<Contact>(), any_choice::<Exclusion>(), any_choice::<ExitRoute>());
    let numbers = (any::<u32>(), any::<Option<u32>>(), any::<[u32; 3]>());
    let flags = (any::<Option<bool>>(), any::<Option<bool>>(), option::of(prop::char::range('A', 'T')));
    (words, dates, steps, choices, numbers, flags).prop_map(
        |(
            mut words,
            mut dates,
            mut steps,
            (contact, exclusion, exit_route),
            (record_count, public_count, place),
            flags,
        )| {
            let mut word = || words.pop().flatten();
            let mut date = || dates.pop().flatten();
            let mut step = || steps.pop().flatten();
            Row {
                name: word(),
                uscc: word(),
                uscc_written: word(),
                legal_rep: word(),
                industry: flags.2,
                department: word(),
                authority: word(),
                record_count,
                public_count,
                latest_record: date(),
                contact,
                exclusion,
                exclusion_ref: word(),
                interviewed: step(),
                pledged: step(),
                pledge_published: date(),
                guided: step(),
                supervised: step(),
                repair_applied: date(),
                repaired: date(),
                exit_claimed: flags.0,
                exit_date: date(),
                exit_route,
                pledge_checked: date(),
                pledge_kept: flags.1,
                remark: word(),
                source_row: place[0],
                uscc_column: place[1],
                name_column: place[2],
                ..row("410526", Ledger::Judgment, 0, 0)
            }
        },
    )
}

/// Any finding that an arrival of week 0 can have.
pub fn any_finding() -> impl Strategy<Value = Finding> {
    (prop::sample::select(Code::ALL), prop::collection::vec(any_word(), 4), any::<[u32; 2]>(), any::<bool>()).prop_map(
        |(code, words, place, known)| Finding {
            code,
            ledger: known.then_some(Ledger::Penalty),
            county: known.then(|| "410526".to_owned()),
            sheet: words[0].clone().unwrap_or_default(),
            value: words[1].clone().unwrap_or_default(),
            message: words[2].clone().unwrap_or_default(),
            remedy: words[3].clone().unwrap_or_default(),
            row: place[0] % 1_000_000,
            column: place[1] % 16_000,
            ..finding(1)
        },
    )
}
