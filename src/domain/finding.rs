//! A finding: something that is wrong with a submission, as a value.
//!
//! Findings never lose a row. Their codes and severities are domain.md section 7.

use serde::{Deserialize, Serialize};

use super::{Date, ledger::Ledger, sheet};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 错误: must be corrected.
    Error,
    /// 警告: should be looked at.
    Warning,
    /// 提示.
    Notice,
}

impl Severity {
    /// The word in files and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }

    /// The word people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Error => "错误",
            Self::Warning => "警告",
            Self::Notice => "提示",
        }
    }
}

macro_rules! codes {
    ($($variant:ident $code:literal $severity:ident $label:literal),+ $(,)?) => {
        /// The code of a finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $label] $variant),+ }

        impl Code {
            /// All codes in the order of domain.md section 7.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code as written in files and JSON.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// Its fixed severity.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),+ }
            }

            /// A few words for lists and totals.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            /// From [`Code::code`].
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|candidate| candidate.code() == code)
            }
        }
    };
}

codes! {
    FileUnreadable "file.unreadable" Error "文件无法读取",
    FileEncrypted "file.encrypted" Error "文件已加密",
    FileTooLarge "file.too_large" Error "文件过大",
    FileNoHeader "file.no_header" Error "找不到表头",
    FileNoLedger "file.no_ledger" Error "无法判断台账类别",
    FileUnknownCounty "file.unknown_county" Error "无法判断县（市、区）",
    FileNoAsOf "file.no_as_of" Error "无法判断截止日期",
    ColumnMissing "column.missing" Error "缺少必填列",
    UsccMissing "uscc.missing" Error "缺统一社会信用代码",
    UsccInvalid "uscc.invalid" Error "统一社会信用代码有误",
    UsccLostDigits "uscc.lost_digits" Error "统一社会信用代码丢失末位",
    NameMissing "name.missing" Error "缺主体名称",
    CountyMismatch "county.mismatch" Error "县（市、区）与报送单位不一致",
    ExclusionUnproven "exclusion.unproven" Error "剔除无文书号",
    ExitUnproven "exit.unproven" Error "退出缺证据",
    EntryDuplicate "entry.duplicate" Error "条目重复",
    EntryCrossCounty "entry.cross_county" Error "多县重复列入",
    EntryUnidentified "entry.unidentified" Error "名称和代码都缺",
    SubmissionMissing "submission.missing" Error "未按时报送",
    SubmissionWeekConflict "submission.week_conflict" Warning "期次不一致",
    ColumnAmbiguous "column.ambiguous" Warning "同一列出现多次",
    IndustryUnknown "industry.unknown" Warning "行业门类无法识别",
    IndustryMismatch "industry.mismatch" Warning "行业字母与名称不一致",
    DepartmentUnknown "department.unknown" Warning "主管部门无法识别",
    ContactUnknown "contact.unknown" Warning "联系情况无法识别",
    ContactMissing "contact.missing" Warning "联系情况未填",
    ExclusionUnknown "exclusion.unknown" Warning "剔除情形无法识别",
    ExitUnclear "exit.unclear" Warning "是否退出不明确",
    DateInvalid "date.invalid" Warning "日期有误",
    DateMissing "date.missing" Warning "已办未填日期",
    DateFuture "date.future" Warning "日期晚于截止日",
    DateOrder "date.order" Warning "日期先后矛盾",
    CountInvalid "count.invalid" Warning "次数有误",
    CountBelowThreshold "count.below_threshold" Warning "次数低于列入标准",
    EntryVanished "entry.vanished" Warning "未退出条目漏报",
    TotalMismatch "total.mismatch" Warning "合计不符",
    FormulaText "formula.text" Warning "文本会被当作公式",
    ColumnUnknown "column.unknown" Notice "未知列",
    EntryMoved "entry.moved" Notice "条目转移",
    EntryReentered "entry.reentered" Notice "回流",
    SubmissionRevised "submission.revised" Notice "已更正报送",
}

/// Something that is wrong, with its place, what stands there, why it is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What sort of fault.
    pub code: Code,
    /// Code of the county it is told to; `None` for a rejected file without county.
    pub county: Option<String>,
    /// Which ledger; `None` where a file was rejected before it was known.
    pub ledger: Option<Ledger>,
    /// The week it is listed under; `None` for a rejected file without week.
    pub as_of: Option<Date>,
    /// Path of the file below the folder that was ingested; empty for `submission.missing`.
    pub file: String,
    /// Name of the sheet, also where the finding has no cell (`column.missing`, those about a whole table); empty for csv,
    /// for a file that was rejected before its sheets were read, and for `submission.missing`.
    pub sheet: String,
    /// Row from 1; 0 for findings that have no cell.
    pub row: u32,
    /// Column from 1; 0 for findings that have no cell.
    pub column: u32,
    /// The value as met, personal data included: writers mask it (domain.md section 8).
    pub value: String,
    /// Place, what stands there and why it is wrong, in Chinese.
    pub message: String,
    /// What to do about it, in Chinese.
    pub remedy: String,
}

impl Finding {
    /// `D17`, empty where there is no cell.
    pub fn cell(&self) -> String {
        if self.row == 0 || self.column == 0 { String::new() } else { sheet::address(self.row, self.column) }
    }

    /// Its fixed severity.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// The message without the place in front of it, for tables that show the place in a column of its own.
    pub fn reason(&self) -> &str {
        let name = self.file.rsplit('/').next().unwrap_or(&self.file);
        let behind = [self.file.as_str(), name].into_iter().find_map(|file| self.behind_place(file));
        behind.filter(|_| !self.file.is_empty()).unwrap_or(&self.message)
    }

    fn behind_place(&self, file: &str) -> Option<&str> {
        let rest = self.message.strip_prefix(file)?;
        let rest = rest.strip_prefix(&format!("「{}」", self.sheet)).unwrap_or(rest).trim_start_matches(' ');
        rest.strip_prefix(&self.cell()).unwrap_or(rest).strip_prefix('：')
    }
}

/// Brings findings into the order in which they are listed: county (by `position`, none last), ledger, file, sheet, row,
/// column, code.
pub fn sort(findings: &mut [Finding], position: impl Fn(&str) -> usize) {
    findings.sort_by_cached_key(|finding| {
        let county = finding.county.as_deref().map_or(usize::MAX, &position);
        let place = (finding.file.clone(), finding.sheet.clone(), finding.row, finding.column);
        (county, finding.county.clone(), finding.ledger, place, finding.code.code())
    });
}

#[cfg(test)]
mod tests {
    use super::{Code, Finding};

    #[test]
    fn a_reason_is_the_message_without_its_place() {
        let told = |file: &str, sheet: &str, (row, column), message: &str| Finding {
            code: Code::DateInvalid,
            county: None,
            ledger: None,
            as_of: None,
            file: file.into(),
            sheet: sheet.into(),
            row,
            column,
            value: String::new(),
            message: message.into(),
            remedy: String::new(),
        };
        let file = "2023-04-16/滑县：新.xlsx";
        for finding in [
            told(file, "行政处罚", (3, 1), "滑县：新.xlsx「行政处罚」A3：不是日期。"),
            told(file, "行政处罚", (3, 1), "2023-04-16/滑县：新.xlsx「行政处罚」A3：不是日期。"),
            told("滑县.csv", "", (3, 1), "滑县.csv A3：不是日期。"),
            told("滑县.csv", "", (0, 0), "滑县.csv：不是日期。"),
            told("", "", (0, 0), "不是日期。"),
        ] {
            assert_eq!(finding.reason(), "不是日期。", "{}", finding.message);
        }
        assert_eq!(told("滑县.csv", "", (3, 1), "别的文件：不是日期。").reason(), "别的文件：不是日期。");
    }
}
