//! A remaining entry as the task lists need it, read from the result of the query `task_list` by column names.
//!
//! Never decides what is missing: the state does (domain.md section 5).

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::{
    domain::{
        Date,
        ledger::Ledger,
        table::{Column, Table, Value},
    },
    error::{Error, Result},
};

/// Something that a remaining entry still lacks, in the order of domain.md section 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// 联系情况 is unknown.
    Contact,
    /// Not interviewed.
    Interviewed,
    /// No pledge signed.
    Pledged,
    /// Not under key supervision.
    Supervised,
    /// All evidence there, not yet declared.
    ExitClaimed,
}

impl Missing {
    /// All, in order.
    pub const ALL: [Self; 5] = [Self::Contact, Self::Interviewed, Self::Pledged, Self::Supervised, Self::ExitClaimed];

    /// As the query writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Interviewed => "interviewed",
            Self::Pledged => "pledged",
            Self::Supervised => "supervised",
            Self::ExitClaimed => "exit_claimed",
        }
    }

    /// 尚缺事项.
    pub fn label(self) -> &'static str {
        match self {
            Self::Contact => "联系情况",
            Self::Interviewed => "约谈",
            Self::Pledged => "信用承诺",
            Self::Supervised => "重点监管",
            Self::ExitClaimed => "退出申报",
        }
    }
}

/// 联系情况 of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contact {
    /// 无法联系.
    Unreachable,
    /// 可联系但不再经营.
    Ceased,
    /// 可联系且在经营.
    Operating,
}

impl Contact {
    /// The words of the ledger.
    pub fn label(self) -> &'static str {
        match self {
            Self::Unreachable => "无法联系",
            Self::Ceased => "可联系但不再经营",
            Self::Operating => "可联系且在经营",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        match code {
            "unreachable" => Some(Self::Unreachable),
            "ceased" => Some(Self::Ceased),
            "operating" => Some(Self::Operating),
            _ => None,
        }
    }
}

/// A step with its day, or done without one (`已办，日期未填`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Step {
    /// Not done.
    #[default]
    Open,
    /// Done on that day.
    Done(Date),
    /// Done; the day was not given and is never printed.
    Undated,
}

/// What an entry was at the previous bulletin's date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 剔除.
    Excluded,
    /// 退出.
    Exited,
    /// 未退出.
    Remaining,
}

impl Status {
    /// The word people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Excluded => "剔除",
            Self::Exited => "退出",
            Self::Remaining => "未退出",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        match code {
            "excluded" => Some(Self::Excluded),
            "exited" => Some(Self::Exited),
            "remaining" => Some(Self::Remaining),
            _ => None,
        }
    }
}

/// A remaining entry.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskEntry {
    /// Code of the owning county.
    pub county: String,
    /// Name of the owning county.
    pub county_name: String,
    /// Competent department; `None` for 未填报.
    pub department: Option<String>,
    /// Entry key, the last word in sorting.
    pub key: String,
    /// 主体名称.
    pub name: String,
    /// 统一社会信用代码; empty where none is usable.
    pub uscc: String,
    /// 法定代表人: personal data, for internal lists only.
    pub legal_rep: String,
    /// Which ledger.
    pub ledger: Ledger,
    /// 失信次数.
    pub record_count: i64,
    /// 仍在公示次数; `None` where it was not given.
    pub public_count: Option<i64>,
    /// 联系情况; `None` where unknown.
    pub contact: Option<Contact>,
    /// 约谈.
    pub interviewed: Step,
    /// 信用承诺.
    pub pledged: Step,
    /// 重点监管.
    pub supervised: Step,
    /// 修复申请日期.
    pub repair_applied: Option<Date>,
    /// 修复完成日期.
    pub repaired: Option<Date>,
    /// Everything it still lacks, in order.
    pub missing: Vec<Missing>,
    /// Weeks since it was first listed anywhere.
    pub weeks_listed: i64,
    /// A step is missing after its target date.
    pub overdue: bool,
    /// Status at the previous bulletin's date; `None` where it was not listed then.
    pub previous_status: Option<Status>,
}

impl TaskEntry {
    /// All entries of a result of `task_list`, in its order.
    ///
    /// # Errors
    /// A column is missing or holds something else than the query's contract says.
    pub fn from_table(table: Table) -> Result<Vec<Self>> {
        let (id, places) = (table.id.as_str(), places(&table.columns));
        // A province has 40,000 rows of text: each is let go as its entry stands.
        let rows = table.rows.into_par_iter().enumerate();
        rows.map(|(at, cells)| Self::from_row(&Row { id, places: &places, at, cells: &cells })).collect()
    }

    fn from_row(row: &Row) -> Result<Self> {
        let ledger = row.text("ledger")?;
        Ok(Self {
            county: row.text("county")?,
            county_name: row.text("county_name")?,
            department: Some(row.text("department")?).filter(|name| !name.is_empty()),
            key: row.text("key")?,
            name: row.text("name")?,
            uscc: row.text("uscc")?,
            legal_rep: row.text("legal_rep")?,
            ledger: Ledger::from_code(&ledger).ok_or_else(|| row.fault("ledger"))?,
            record_count: row.int("record_count")?.unwrap_or(0),
            public_count: row.int("public_count")?,
            contact: Contact::from_code(&row.text("contact")?),
            interviewed: row.step("interviewed", "interviewed_assumed")?,
            pledged: row.step("pledged", "pledged_assumed")?,
            supervised: row.step("supervised", "supervised_assumed")?,
            repair_applied: row.date("repair_applied")?,
            repaired: row.date("repaired")?,
            missing: row.missing()?,
            weeks_listed: row.int("weeks_listed")?.unwrap_or(0),
            overdue: row.flag("overdue")?,
            previous_status: Status::from_code(&row.text("previous_status")?),
        })
    }
}

/// Where each column stands, for [`Row`].
pub(super) fn places(columns: &[Column]) -> BTreeMap<&str, usize> {
    columns.iter().enumerate().map(|(at, column)| (column.name.as_str(), at)).collect()
}

/// A row read by column names.
pub(super) struct Row<'a> {
    /// Name of the query.
    pub(super) id: &'a str,
    /// Where each column stands.
    pub(super) places: &'a BTreeMap<&'a str, usize>,
    /// Its place in the result, from 0.
    pub(super) at: usize,
    pub(super) cells: &'a [Value],
}

impl Row<'_> {
    fn value(&self, name: &str) -> Result<&Value> {
        let column = self.places.get(name).ok_or_else(|| self.fault(name))?;
        self.cells.get(*column).ok_or_else(|| self.fault(name))
    }

    fn fault(&self, name: &str) -> Error {
        let place = self.at + 1;
        Error::failed(format!("查询「{}」的结果第 {place} 行没有可用的「{name}」列。", self.id))
            .remedy("请恢复内置的查询，或让自己的查询给出同名同类型的列。")
    }

    pub(super) fn text(&self, name: &str) -> Result<String> {
        match self.value(name)? {
            Value::Text(text) => Ok(text.clone()),
            Value::Missing | Value::Dash => Ok(String::new()),
            Value::Int(_) | Value::Decimal(..) | Value::Rate(_) | Value::Date(_) | Value::Bool(_) => {
                Err(self.fault(name))
            }
        }
    }

    pub(super) fn int(&self, name: &str) -> Result<Option<i64>> {
        match self.value(name)? {
            Value::Int(number) => Ok(Some(*number)),
            Value::Missing | Value::Dash => Ok(None),
            Value::Text(_) | Value::Decimal(..) | Value::Rate(_) | Value::Date(_) | Value::Bool(_) => {
                Err(self.fault(name))
            }
        }
    }

    fn date(&self, name: &str) -> Result<Option<Date>> {
        match self.value(name)? {
            Value::Date(date) => Ok(Some(*date)),
            Value::Missing | Value::Dash => Ok(None),
            Value::Text(_) | Value::Int(_) | Value::Decimal(..) | Value::Rate(_) | Value::Bool(_) => {
                Err(self.fault(name))
            }
        }
    }

    /// Engines without booleans answer 0 and 1.
    fn flag(&self, name: &str) -> Result<bool> {
        match self.value(name)? {
            Value::Bool(flag) => Ok(*flag),
            Value::Int(number) => Ok(*number != 0),
            Value::Missing | Value::Dash => Ok(false),
            Value::Text(_) | Value::Decimal(..) | Value::Rate(_) | Value::Date(_) => Err(self.fault(name)),
        }
    }

    fn step(&self, day: &str, assumed: &str) -> Result<Step> {
        Ok(match (self.date(day)?, self.flag(assumed)?) {
            (_, true) => Step::Undated,
            (Some(date), false) => Step::Done(date),
            (None, false) => Step::Open,
        })
    }

    fn missing(&self) -> Result<Vec<Missing>> {
        // An office's own query may tell the first step alone.
        let told = if self.places.contains_key("missing_all") { "missing_all" } else { "missing" };
        let text = self.text(told)?;
        let mut missing: Vec<Missing> = Vec::new();
        for code in text.split(',').map(str::trim).filter(|code| !code.is_empty()) {
            let step = Missing::ALL.into_iter().find(|step| step.code() == code);
            missing.push(step.ok_or_else(|| self.fault(told))?);
        }
        missing.sort_unstable();
        Ok(missing)
    }
}
