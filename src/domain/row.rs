//! A normalised row of a ledger, with the place it came from.

use serde::{Deserialize, Serialize};

use super::{Date, ledger::Ledger};

/// How the county stands with the entity (联系情况).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contact {
    /// 无法联系
    Unreachable,
    /// 可联系但不再经营
    Ceased,
    /// 可联系且在经营
    Operating,
}

/// Why an entry is taken off the count (剔除情形).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// 破产程序
    Bankruptcy,
    /// 列入经营异常名录
    Abnormal,
    /// 已注销
    Deregistered,
    /// 已吊销
    Revoked,
    /// 其他
    Other,
}

/// How an entry left the ledger (退出方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitRoute {
    /// 闭环退出
    ClosedLoop,
    /// 信用修复
    Repaired,
    /// 公示期满
    Expired,
    /// 其他
    Other,
}

/// A variant of a closed list: its code in files and its Chinese label.
pub trait Choice: Sized + Copy + 'static {
    /// All variants, in the order in which lists print them.
    const ALL: &'static [Self];
    /// The word in files, JSON and SQL.
    fn code(self) -> &'static str;
    /// The word people read.
    fn label(self) -> &'static str;
    /// From [`Choice::code`].
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.code() == code)
    }
}

macro_rules! choice {
    ($kind:ty: $($variant:ident $code:literal $label:literal),+ $(,)?) => {
        impl Choice for $kind {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
            fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }
    };
}

choice!(Contact: Unreachable "unreachable" "无法联系", Ceased "ceased" "可联系但不再经营", Operating "operating" "可联系且在经营");
choice!(Exclusion: Bankruptcy "bankruptcy" "破产程序", Abnormal "abnormal" "列入经营异常名录", Deregistered "deregistered" "已注销",
    Revoked "revoked" "已吊销", Other "other" "其他");
choice!(ExitRoute: ClosedLoop "closed_loop" "闭环退出", Repaired "repaired" "信用修复", Expired "expired" "公示期满", Other "other" "其他");

/// A step that was done: on a day, or (是 without a date) assumed on the submission's own closing day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    /// The day; for an assumed one the submission's `as_of`.
    pub date: Date,
    /// The county only said 是: the day is never printed as a date (已办，日期未填) and takes no part in `date.order`.
    pub assumed: bool,
}

/// One row of one submission after reading: values checked and normalised, faults already reported as findings.
///
/// `None` is an empty, unusable or missing cell. Every row that is an entry at all is kept, duplicates included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The Sunday that closes the week of its submission.
    pub as_of: Date,
    /// Which ledger.
    pub ledger: Ledger,
    /// Code of the county that submitted it.
    pub county: String,
    /// 主体名称 as written, trimmed.
    pub name: Option<String>,
    /// The code, repaired (spaces, width, case) and valid; `None` where missing, invalid or without its digits.
    pub uscc: Option<String>,
    /// The code as the county wrote it, where it is not usable (shown to the county, never used as a key).
    pub uscc_written: Option<String>,
    /// 法定代表人: personal data (domain.md section 8).
    pub legal_rep: Option<String>,
    /// Letter `A`–`T`.
    pub industry: Option<char>,
    /// Name of the department after its alias was resolved.
    pub department: Option<String>,
    /// 执行法院 or 处罚机关.
    pub authority: Option<String>,
    /// 失信次数; an unreadable count is 0.
    pub record_count: u32,
    /// 仍在公示次数; `None` where the column is missing; an unreadable count is `None` too (0 would be evidence).
    pub public_count: Option<u32>,
    /// 最近列入日期 or 最近处罚日期.
    pub latest_record: Option<Date>,
    /// 联系情况.
    pub contact: Option<Contact>,
    /// 剔除情形.
    pub exclusion: Option<Exclusion>,
    /// 剔除文书号.
    pub exclusion_ref: Option<String>,
    /// 约谈.
    pub interviewed: Option<Step>,
    /// 承诺书签署.
    pub pledged: Option<Step>,
    /// 承诺书公示日期.
    pub pledge_published: Option<Date>,
    /// 修复指引发放.
    pub guided: Option<Step>,
    /// 纳入重点监管.
    pub supervised: Option<Step>,
    /// 修复申请日期.
    pub repair_applied: Option<Date>,
    /// 修复完成日期.
    pub repaired: Option<Date>,
    /// 是否退出; `None` is blank or unknown.
    pub exit_claimed: Option<bool>,
    /// 退出日期: not evidence.
    pub exit_date: Option<Date>,
    /// 退出方式.
    pub exit_route: Option<ExitRoute>,
    /// 践诺抽查日期.
    pub pledge_checked: Option<Date>,
    /// 践诺情况: 履行 or 未履行.
    pub pledge_kept: Option<bool>,
    /// 备注.
    pub remark: Option<String>,
    /// Path of the file below the folder that was ingested.
    pub source_file: String,
    /// Name of the sheet; empty for csv.
    pub source_sheet: String,
    /// Row as the spreadsheet shows it, from 1.
    pub source_row: u32,
    /// Column (from 1) of the USCC cell, where findings about the entry point; 0 without such a column.
    pub uscc_column: u32,
    /// Column (from 1) of the name cell, where they point when the key is a name; 0 without such a column.
    pub name_column: u32,
}
