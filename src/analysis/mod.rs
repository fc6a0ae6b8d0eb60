//! What counting alone does not say: how long entries take to leave, which rates are comparable, how sure a rank is, where the
//! pace leads, and what is unusual. Methods, assumptions and sources: `docs/methods.md`.
//!
//! Never counts entries: SQL does, in `queries/`; what comes in are its tables, what goes out are tables with their notes.

pub mod anomalies;
pub mod intervals;
mod number;
pub mod pace;
pub mod standardised;
pub mod survival;
mod words;

use crate::{
    domain::{
        Date,
        config::Analysis,
        rate::Rounding,
        table::{Column, Table, Value},
    },
    error::Result,
    indicator::engine::Engine,
};

/// The quantile of the standard normal distribution for two-sided 95 % intervals.
pub const Z: f64 = 1.959_963_984_540_054;

/// By what entries are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// The county that owns the entry on T.
    County,
    /// Its industry on T.
    Industry,
    /// Its contact category on T.
    Contact,
}

impl Dimension {
    /// All of them in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::County, Self::Industry, Self::Contact];

    /// The value of the queries' parameter `by`.
    pub fn code(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::Industry => "industry",
            Self::Contact => "contact",
        }
    }

    /// The word people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::County => "县（市、区）",
            Self::Industry => "行业",
            Self::Contact => "联系情况",
        }
    }
}

/// Which analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Time to exit: a line a group with its median.
    Survival,
    /// Time to exit: the whole curve.
    Curve,
    /// Exit rates standardised on industry and contact category, by county.
    Standardised,
    /// Exit rates with their intervals, and whether a rank rests on few entries.
    Intervals,
    /// Pace, clearing date and what a county must do each week.
    Pace,
    /// What is unusual between weeks.
    Anomalies,
}

impl Kind {
    /// All of them in the order of the workbook.
    pub const ALL: [Self; 6] =
        [Self::Survival, Self::Curve, Self::Standardised, Self::Intervals, Self::Pace, Self::Anomalies];

    /// The queries that it reads.
    pub fn queries(self) -> &'static [&'static str] {
        match self {
            Self::Survival | Self::Curve => &["survival_risk"],
            Self::Standardised => &["exit_strata", "exit_counts"],
            Self::Intervals => &["exit_counts"],
            Self::Pace => &["county_weekly", "weekly", "pace"],
            Self::Anomalies => &["county_weekly"],
        }
    }

    /// Whether [`Dimension`] makes a difference.
    pub fn is_grouped(self) -> bool {
        matches!(self, Self::Survival | Self::Curve | Self::Intervals)
    }
}

/// What every analysis is given besides the tables.
#[derive(Debug, Clone, Copy)]
pub struct Basis {
    /// T.
    pub as_of: Date,
    /// By when every entry should be out.
    pub target: Date,
    /// How percentages are printed.
    pub rounding: Rounding,
    /// Thresholds.
    pub thresholds: Analysis,
}

/// The table of an analysis.
///
/// # Errors
/// A workspace's own query of one of the names in [`Kind::queries`] that gives something else.
pub fn table(kind: Kind, by: Dimension, engine: &dyn Engine, basis: &Basis) -> Result<Table> {
    let grouped = |name: &str| {
        let given = [("by".to_owned(), by.code().to_owned())].into();
        engine.run(engine.catalogue().find(name)?, &given)
    };
    match kind {
        Kind::Survival => survival::summary(&grouped("survival_risk")?, by, basis),
        Kind::Curve => survival::curves(&grouped("survival_risk")?, by, basis),
        Kind::Standardised => standardised::table(&engine.named("exit_strata")?, &engine.named("exit_counts")?, basis),
        Kind::Intervals => intervals::table(&grouped("exit_counts")?, by, basis),
        Kind::Pace => {
            pace::table(&engine.named("county_weekly")?, &engine.named("weekly")?, &engine.named("pace")?, basis)
        }
        Kind::Anomalies => anomalies::table(&engine.named("county_weekly")?, basis),
    }
}

/// The columns that name a group: its code for programs, its name for people.
fn group_columns(by: Dimension) -> [Column; 2] {
    [Column::new("unit", format!("{}代码", by.label())).hidden(), Column::new("unit_name", by.label())]
}

/// A column of percentages that are plain numbers: the head says so everywhere, a head in a workbook leaves the unit % out.
fn percent_column(name: &str, label: &str) -> Column {
    Column::new(name, format!("{label}（%）"))
}

/// A caution where a figure rests on few entries, else an empty cell.
fn few(governed: u64, basis: &Basis) -> Value {
    let least = basis.thresholds.few;
    if governed == 0 {
        Value::Text("无治理任务，不作比较".to_owned())
    } else if governed < least {
        Value::Text(format!("不足 {least} 条，仅供参考"))
    } else {
        Value::Missing
    }
}
