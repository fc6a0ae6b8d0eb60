//! The named tables that queries see, put together from the state and the configuration.
//!
//! Never reads a store: frames come in as values, in the shape that [`schema`](super::schema) describes.

use std::collections::BTreeMap;

use polars::prelude::{Column, DataFrame, DataType, IntoLazy, NamedFrom, Series, col, len, lit};

use super::schema::{ColumnInfo, Kind, TABLES, TableInfo};
use crate::domain::{
    Date,
    config::{Basis, Config},
    finding::{Code, Severity},
    industry,
    ledger::Ledger,
    row::{Choice, Contact, Exclusion, ExitRoute},
};
use crate::error::{Error, Result};

/// Which dates the figures are for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// `2023-04`.
    pub month: String,
    /// T: the closing day whose state is counted.
    pub as_of: Date,
    /// The last closing day of the month before for which anything was sent; `None` in the first month.
    pub previous: Option<Date>,
}

/// What the state and the store hand over, all as known on T. What nobody asks for may be left out: a statement that reads
/// it is then an error, never an answer from nothing.
#[derive(Debug, Clone, Default)]
pub struct Frames {
    /// The state on T.
    pub current: Option<DataFrame>,
    /// The state on the previous date; without rows in the first month.
    pub previous: Option<DataFrame>,
    /// Every row of every submission in force.
    pub history: Option<DataFrame>,
    /// The status of every key on every closing day up to T.
    pub weeks: Option<DataFrame>,
    /// The same counted (`as_of`, `ledger`, `county`, `status`, `entries`); left out, it is counted from `weeks`.
    pub weekly_counts: Option<DataFrame>,
    /// All submissions, superseded and withdrawn ones too.
    pub submissions: Option<DataFrame>,
    /// All findings of submissions in force and of the state on T.
    pub findings: Option<DataFrame>,
    /// Those of T alone; left out, they are picked from `findings`.
    pub current_findings: Option<DataFrame>,
    /// Some columns of the states and of the history were left out on purpose.
    pub narrow: bool,
}

impl Frames {
    /// What follows from the others.
    fn completed(mut self, as_of: Date) -> Result<Self> {
        if self.weekly_counts.is_none() {
            self.weekly_counts = self.weeks.as_ref().map(weekly_counts).transpose()?;
        }
        if self.current_findings.is_none() {
            self.current_findings = self.findings.as_ref().map(|findings| of_date(findings, as_of)).transpose()?;
        }
        Ok(self)
    }
}

/// The tables by name.
#[derive(Debug, Clone)]
pub struct Tables {
    frames: BTreeMap<&'static str, DataFrame>,
    masked: bool,
}

impl Tables {
    /// Puts the tables together. Personal data stay in; see [`Tables::masked`].
    ///
    /// # Errors
    /// A frame that lacks a column or has it in another type.
    pub fn new(config: &Config, period: &Period, frames: Frames) -> Result<Self> {
        let mut tables = Self { frames: BTreeMap::new(), masked: false };
        let narrow = frames.narrow;
        let frames = frames.completed(period.as_of)?;
        for (name, frame, narrow) in [
            ("current", frames.current, narrow),
            ("previous", frames.previous, narrow),
            ("history", frames.history, narrow),
            ("weekly_counts", frames.weekly_counts, false),
            ("weeks", frames.weeks, false),
            ("submissions", frames.submissions, false),
            ("findings", frames.findings, false),
            ("current_findings", frames.current_findings, false),
            ("counties", Some(counties(config)?), false),
            ("industries", Some(industries()?), false),
            ("ledgers", Some(ledgers()?), false),
            ("labels", Some(labels()?), false),
            ("steps", Some(steps()?), false),
            ("finding_codes", Some(finding_codes()?), false),
            ("calendar", Some(calendar(config, period)?), false),
            ("campaign", Some(campaign(config, period)?), false),
            ("display_ends", Some(super::display::ends(&config.rules, period.as_of)?), false),
        ] {
            if let Some(frame) = frame {
                tables.insert(name, &frame, narrow)?;
            }
        }
        Ok(tables)
    }

    fn insert(&mut self, name: &str, frame: &DataFrame, narrow: bool) -> Result<()> {
        let info = TABLES.iter().find(|table| table.name == name);
        let Some(info) = info else { return Err(Error::failed(format!("没有表“{name}”"))) };
        self.frames.insert(info.name, conform(*info, frame, narrow)?);
        Ok(())
    }

    /// The table with this name.
    pub fn get(&self, name: &str) -> Option<&DataFrame> {
        self.frames.get(name)
    }

    /// All tables in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &DataFrame)> {
        self.frames.iter().map(|(name, frame)| (*name, frame))
    }

    /// Whether personal data were taken out.
    pub fn is_masked(&self) -> bool {
        self.masked
    }

    /// The same tables without personal data (domain.md section 8), so that no SQL can reach them.
    #[must_use]
    pub fn masked(&self) -> Self {
        if self.masked {
            return self.clone();
        }
        let keys = super::masking::Aliases::of(self.frames.values());
        let mask = |(name, frame): (&&'static str, &DataFrame)| (*name, super::masking::mask(frame, &keys));
        Self { frames: self.frames.iter().map(mask).collect(), masked: true }
    }
}

/// The columns of `info` from `frame`, in order; others are dropped. A narrow frame may lack some.
fn conform(info: TableInfo, frame: &DataFrame, narrow: bool) -> Result<DataFrame> {
    let there = |column: &ColumnInfo| !narrow || frame.column(column.name).is_ok();
    let columns = info.columns().filter(there).map(|column| conform_column(info.name, column, frame));
    let columns = columns.collect::<Result<Vec<_>>>()?;
    DataFrame::new(frame.height(), columns).map_err(|error| broken(info.name, "columns").caused_by(error))
}

fn conform_column(table: &str, column: ColumnInfo, frame: &DataFrame) -> Result<Column> {
    let found = frame.column(column.name).map_err(|error| broken(table, column.name).caused_by(error))?;
    let wanted = data_type(column.kind);
    if found.dtype() == &wanted {
        return Ok(found.clone());
    }
    found.strict_cast(&wanted).map_err(|error| broken(table, column.name).caused_by(error))
}

fn broken(table: &str, column: &str) -> Error {
    Error::failed(format!("内部数据不完整：表 {table} 的列 {column} 缺失或类型不对"))
}

/// The type that Polars keeps a column of this kind in.
pub fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::String,
        Kind::Integer => DataType::Int64,
        Kind::Date => DataType::Date,
        Kind::Boolean => DataType::Boolean,
    }
}

fn weekly_counts(weeks: &DataFrame) -> Result<DataFrame> {
    let keys = ["as_of", "ledger", "county", "status"].map(col);
    let counted = weeks.clone().lazy().group_by_stable(keys).agg([len().alias("entries")]).collect();
    counted.map_err(|error| broken("weeks", "status").caused_by(error))
}

fn of_date(findings: &DataFrame, as_of: Date) -> Result<DataFrame> {
    let picked = findings.clone().lazy().filter(col("as_of").eq(lit(as_of))).collect();
    picked.map_err(|error| broken("findings", "as_of").caused_by(error))
}

fn frame(columns: Vec<Series>) -> Result<DataFrame> {
    DataFrame::new_infer_height(columns.into_iter().map(Column::from).collect())
        .map_err(|error| Error::failed("内部表无法建立").caused_by(error))
}

fn words<S: AsRef<str>>(name: &str, values: impl IntoIterator<Item = S>) -> Series {
    let values: Vec<String> = values.into_iter().map(|value| value.as_ref().to_owned()).collect();
    Series::new(name.into(), values)
}

fn numbers(name: &str, count: usize) -> Series {
    Series::new(name.into(), (1..=i64::try_from(count).unwrap_or(i64::MAX)).collect::<Vec<_>>())
}

fn counties(config: &Config) -> Result<DataFrame> {
    let units = &config.counties;
    frame(vec![
        words("county", units.iter().map(|unit| &unit.code)),
        words("county_name", units.iter().map(|unit| &unit.name)),
        words("county_group", units.iter().map(|unit| &unit.group)),
        numbers("county_position", units.len()),
    ])
}

fn industries() -> Result<DataFrame> {
    frame(vec![
        words("industry", industry::ALL.iter().map(|industry| industry.letter.to_string())),
        words("industry_name", industry::ALL.iter().map(|industry| industry.name)),
    ])
}

fn ledgers() -> Result<DataFrame> {
    frame(vec![
        words("ledger", Ledger::ALL.map(Ledger::code)),
        words("ledger_name", Ledger::ALL.map(Ledger::label)),
        numbers("ledger_position", Ledger::ALL.len()),
    ])
}

fn choices<C: Choice>(field: &'static str) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    C::ALL.iter().map(move |choice| (field, choice.code(), choice.label()))
}

fn labels() -> Result<DataFrame> {
    let rows: Vec<_> = choices::<Contact>("contact")
        .chain(choices::<Exclusion>("exclusion"))
        .chain(choices::<ExitRoute>("exit_route"))
        .chain([
            ("status", "excluded", "剔除"),
            ("status", "exited", "已退出"),
            ("status", "remaining", "未退出"),
            ("standing", "in_force", "有效"),
            ("standing", "superseded", "已被替换"),
            ("standing", "withdrawn", "已撤回"),
        ])
        .collect();
    frame(vec![
        words("field", rows.iter().map(|row| row.0)),
        words("code", rows.iter().map(|row| row.1)),
        words("label", rows.iter().map(|row| row.2)),
    ])
}

/// 尚缺事项, 下一步, 责任单位 of domain.md section 5.
const STEPS: [[&str; 4]; 5] = [
    ["contact", "联系情况", "核实联系情况", "行业主管部门"],
    ["interviewed", "约谈", "开展约谈", "行业主管部门"],
    ["pledged", "信用承诺", "签署信用承诺书", "行业主管部门会同市场主体"],
    ["supervised", "重点监管", "纳入重点监管", "行业主管部门"],
    ["exit_claimed", "退出申报", "填报退出", "县（市、区）信用办"],
];

fn steps() -> Result<DataFrame> {
    let part = |name, place: usize| words(name, STEPS.map(|step| step[place]));
    frame(vec![part("step", 0), part("step_name", 1), part("next_step", 2), part("responsible", 3)])
}

/// Findings of a state: each counts by itself, even two at one row.
const OF_STATE: [Code; 4] = [Code::EntryVanished, Code::EntryMoved, Code::EntryReentered, Code::EntryCrossCounty];

fn once_a_row(code: Code) -> bool {
    !OF_STATE.contains(&code) && !["file.", "column.", "submission."].iter().any(|kind| code.code().starts_with(kind))
}

fn finding_codes() -> Result<DataFrame> {
    let all = Code::ALL;
    let flags = |name: &str, test: fn(Code) -> bool| {
        Series::new(name.into(), all.iter().map(|code| test(*code)).collect::<Vec<bool>>())
    };
    frame(vec![
        words("code", all.iter().map(|code| code.code())),
        words("code_name", all.iter().map(|code| code.label())),
        words("code_severity", all.iter().map(|code| code.severity().code())),
        words("severity_name", all.iter().map(|code| Severity::label(code.severity()))),
        flags("once_a_row", once_a_row),
        flags("of_a_file", |code| code.code().starts_with("file.")),
        numbers("code_position", all.len()),
    ])
}

fn month_of(day: Date) -> String {
    day.format("%Y-%m").to_string()
}

fn calendar(config: &Config, period: &Period) -> Result<DataFrame> {
    let weeks = config.weeks_until(period.as_of);
    frame(vec![
        Series::new("as_of".into(), &weeks[..]),
        numbers("week", weeks.len()),
        words("month", weeks.iter().map(|week| month_of(*week))),
    ])
}

/// Whole weeks from `from` to `target`, begun ones counted, at least one.
fn weeks_left(from: Date, target: Date) -> i64 {
    let days = (target - from).num_days();
    ((days + 6) / 7).max(1)
}

fn campaign(config: &Config, period: &Period) -> Result<DataFrame> {
    let campaign = &config.campaign;
    let basis = match campaign.basis {
        Basis::Verified => "verified",
        Basis::Claimed => "claimed",
    };
    frame(vec![
        Series::new("on_date".into(), [period.as_of]),
        Series::new("previous_date".into(), [period.previous]),
        words("report_month", [&period.month]),
        words("basis", [basis]),
        Series::new("campaign_start".into(), [campaign.first_week]),
        Series::new("target_interviews".into(), [campaign.targets.interviews]),
        Series::new("target_exits".into(), [campaign.targets.exits]),
        Series::new("weeks_left".into(), [weeks_left(period.as_of, campaign.targets.exits)]),
        Series::new("listing_threshold".into(), [i64::from(campaign.threshold)]),
    ])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Date, once_a_row, weeks_left};
    use crate::domain::finding::Code;

    #[test]
    fn begun_weeks_count_and_there_is_always_one() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(weeks_left(day("2023-04-30"), day("2023-05-31")), 5);
        assert_eq!(weeks_left(day("2023-05-28"), day("2023-05-31")), 1);
        assert_eq!(weeks_left(day("2023-05-31"), day("2023-05-31")), 1);
        assert_eq!(weeks_left(day("2023-07-30"), day("2023-05-31")), 1);
        assert_eq!(weeks_left(day("2023-05-24"), day("2023-05-31")), 1);
    }

    #[test]
    fn faults_of_a_row_count_once_and_others_each() {
        assert!(once_a_row(Code::DateMissing));
        assert!(once_a_row(Code::EntryDuplicate));
        for code in [Code::EntryVanished, Code::ColumnUnknown, Code::SubmissionMissing, Code::FileEncrypted] {
            assert!(!once_a_row(code), "{}", code.code());
        }
    }
}
