//! The columns of a ledger and the words they are met under.
//!
//! The words are data (`headers.toml`); this file only compares them.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::text;
use crate::domain::ledger::Ledger;

/// A column of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Field {
    /// 序号: read to tell data from blank rows, never stored.
    Serial,
    /// 县（市、区）
    County,
    /// 主体名称
    Name,
    /// 统一社会信用代码
    Uscc,
    /// 法定代表人
    LegalRep,
    /// 行业门类
    Industry,
    /// 行业主管部门
    Department,
    /// 执行法院, 处罚机关
    Authority,
    /// 失信次数
    RecordCount,
    /// 仍在公示次数
    PublicCount,
    /// 最近列入日期, 最近处罚日期
    LatestRecord,
    /// 联系情况
    Contact,
    /// 剔除情形
    Exclusion,
    /// 剔除文书号
    ExclusionRef,
    /// 约谈日期
    Interviewed,
    /// 承诺书签署日期
    Pledged,
    /// 承诺书公示日期
    PledgePublished,
    /// 修复指引发放日期
    Guided,
    /// 纳入重点监管日期
    Supervised,
    /// 修复申请日期
    RepairApplied,
    /// 修复完成日期
    Repaired,
    /// 是否退出
    ExitClaimed,
    /// 退出日期
    ExitDate,
    /// 退出方式
    ExitRoute,
    /// 践诺抽查日期
    PledgeChecked,
    /// 践诺情况
    PledgeKept,
    /// 备注
    Remark,
}

impl Field {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::Remark as usize + 1;

    /// The columns a table must have (the county may come from elsewhere), in the order of the template.
    pub(crate) const MANDATORY: [Self; 4] = [Self::Name, Self::Uscc, Self::RecordCount, Self::ExitClaimed];

    /// The header that the template prints.
    pub(crate) fn header(self, ledger: Ledger) -> &'static str {
        match (self, ledger) {
            (Self::Authority, Ledger::Penalty) => "处罚机关",
            (Self::LatestRecord, Ledger::Penalty) => "最近处罚日期",
            _ => WORDS.headers.get(&self).map_or("", String::as_str),
        }
    }
}

#[derive(Deserialize)]
struct File {
    column: Vec<Column>,
}

#[derive(Deserialize)]
struct Column {
    field: Field,
    header: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    judgment: Vec<String>,
    #[serde(default)]
    penalty: Vec<String>,
}

/// What a header word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    /// The column it heads.
    pub(crate) field: Field,
    /// The ledger that it belongs to, where the word is used in one only.
    pub(crate) ledger: Option<Ledger>,
}

#[derive(Default)]
struct Words {
    headers: HashMap<Field, String>,
    meanings: HashMap<String, Word>,
    longest: usize,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    let file: File = toml::from_str(include_str!("headers.toml")).unwrap_or(File { column: Vec::new() });
    for column in file.column {
        let both = std::iter::once(&column.header).chain(&column.aliases).map(|word| (word, None));
        let judgment = column.judgment.iter().map(|word| (word, Some(Ledger::Judgment)));
        let penalty = column.penalty.iter().map(|word| (word, Some(Ledger::Penalty)));
        for (word, ledger) in both.chain(judgment).chain(penalty) {
            let squeezed = text::squeeze(word).into_owned();
            words.longest = words.longest.max(squeezed.len());
            words.meanings.insert(squeezed, Word { field: column.field, ledger });
        }
        words.headers.insert(column.field, column.header);
    }
    words
});

/// The column that a header cell names: spaces, line breaks, `*` and a bracket at the end are ignored.
pub(crate) fn of_header(cell: &str) -> Option<Word> {
    if cell.len() > 8 * WORDS.longest {
        return None;
    }
    forms(&text::squeeze(cell)).find_map(|word| WORDS.meanings.get(word).copied())
}

/// A header cell without what may differ between two that mean the same: spaces, `*` and brackets at the end.
pub(crate) fn bare_header(cell: &str) -> String {
    forms(&text::squeeze(cell)).last().unwrap_or_default().to_owned()
}

/// A header without stars around it, then without one bracket after the other at its end.
fn forms(squeezed: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(squeezed.trim_matches('*')), |word| Some(without_bracket(word)?.trim_matches('*')))
}

/// `word` without the bracket, colon or star at its end; `None` where there is none.
fn without_bracket(word: &str) -> Option<&str> {
    if let Some(rest) = word.strip_suffix([':', '*']) {
        return Some(rest);
    }
    let closing = word.chars().next_back()?;
    let opening = match closing {
        ')' => '(',
        ']' => '[',
        '】' => '【',
        '〕' => '〔',
        '》' => '《',
        _ => return None,
    };
    let start = word.rfind(opening)?;
    (start > 0).then(|| &word[..start])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Field, WORDS, bare_header, of_header};
    use crate::domain::ledger::Ledger;

    #[test]
    fn every_field_has_its_template_header() {
        assert_eq!(WORDS.headers.len(), Field::COUNT);
        for (field, header) in &WORDS.headers {
            assert_eq!(of_header(header).unwrap().field, *field);
        }
    }

    #[test]
    fn headers_match_through_spaces_stars_and_brackets() {
        for header in [
            "失信次数",
            "失 信\n次数",
            "*失信次数",
            "失信次数*",
            "失信次数（次）",
            "＊失信次数（条）*",
            "失信次数[必填]",
        ] {
            assert_eq!(of_header(header).unwrap().field, Field::RecordCount, "{header}");
        }
        assert_eq!(bare_header("＊失信\n次数（条）*（必填）"), "失信次数");
        assert_eq!(of_header("法定代表人（负责人）").unwrap().field, Field::LegalRep);
        assert_eq!(of_header("县(市、区)").unwrap().field, Field::County);
        assert_eq!(of_header("处罚机关").unwrap().ledger, Some(Ledger::Penalty));
        assert_eq!(of_header("联系电话"), None);
        assert_eq!(of_header("（次）"), None);
        assert_eq!(of_header(""), None);
    }
}
