//! What the rows below a header are: entries, totals, footers, blanks.
//!
//! A row is passed over only for a reason of domain.md section 3; every other row is read.

use super::field::Field;
use super::header::Table;
use super::rules::count_invalid;
use super::text;
use crate::domain::sheet::CellValue;

/// Words that a footer begins with, by domain.md.
const FOOTER: [&str; 4] = ["填报", "联系", "注", "说明"];
/// Words that other footers begin with; they count only with a colon or in place of a serial number.
const OTHER_FOOTER: [&str; 9] = ["填表", "制表", "审核", "审签", "单位负责人", "分管", "经办", "报送", "截止日期"];
/// What stands alone in front of what the next cells say; 注销 or 联系不上 in front of an entity is a remark about it.
const LABELS: [&str; 20] = [
    "填报",
    "填报人",
    "填报单位",
    "填报日期",
    "填报时间",
    "填表人",
    "填表日期",
    "制表",
    "制表人",
    "审核",
    "审核人",
    "审签",
    "单位负责人",
    "分管领导",
    "经办人",
    "联系人",
    "联系电话",
    "联系方式",
    "注",
    "说明",
];
const TOTALS: [&str; 3] = ["合计", "总计", "小计"];

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An entry.
    Data,
    /// Something stands there, but neither a name nor a code.
    Unidentified,
    /// 合计 or 总计: its counts are compared.
    Total,
    /// Blank, 小计, footer, repeated header.
    NoData,
}

/// What the row at `row` (from 0) is.
pub(crate) fn kind(table: &Table<'_>, row: usize) -> Kind {
    if table.repeated.contains(&row) || only_serial_and_county(table, row) {
        return Kind::NoData;
    }
    let blank = |field| table.column(field).is_none_or(|column| text::is_blank(table.cell(row, column)));
    let (no_name, no_code) = (blank(Field::Name), blank(Field::Uscc));
    // whoever writes a code means an entity, whatever words stand beside it
    if !has_code(table, row) {
        if let Some(total) = total_word(table, row, no_code) {
            return if total == "小计" { Kind::NoData } else { Kind::Total };
        }
        if is_footer(table, row) {
            return Kind::NoData;
        }
    }
    if no_name && no_code { Kind::Unidentified } else { Kind::Data }
}

/// The rows that are entries with a name or a code.
pub(crate) fn data<'t>(table: &'t Table<'_>) -> impl Iterator<Item = usize> + 't {
    table.rows.clone().filter(|row| kind(table, *row) == Kind::Data)
}

/// The last row that holds anything, exclusive; the start where none does.
pub(crate) fn end(table: &Table<'_>) -> usize {
    let filled = |row: &usize| table.sheet.rows[*row].iter().any(|cell| !matches!(cell, CellValue::Empty));
    table.rows.clone().rev().find(filled).map_or(table.rows.start, |row| row + 1)
}

fn only_serial_and_county(table: &Table<'_>, row: usize) -> bool {
    let empty = |column: &super::header::Column| {
        matches!(column.word.map(|word| word.field), Some(Field::Serial | Field::County))
            || text::is_blank(table.raw(row, column.index))
    };
    // a total or a footer may stand where the serial number does
    table.columns.iter().all(empty)
}

/// Whether the code's cell has the length and letters of a code; that it is right is not asked here.
fn has_code(table: &Table<'_>, row: usize) -> bool {
    let Some(CellValue::Text(code)) = table.column(Field::Uscc).map(|column| table.cell(row, column)) else {
        return false;
    };
    let code = text::squeeze(code);
    code.len() == 18 && code.bytes().all(|letter| letter.is_ascii_alphanumeric())
}

/// The word of a total in any cell; where the code is blank too, a few words around it are allowed.
fn total_word(table: &Table<'_>, row: usize, no_code: bool) -> Option<&'static str> {
    let cells = table.sheet.rows.get(row)?;
    cells.iter().enumerate().find_map(|(column, cell)| {
        let CellValue::Text(text) = cell else { return None };
        // every form of the words is short
        if text.len() > 60 {
            return None;
        }
        let headed = |field| table.column(field) == Some(column);
        let loose = headed(Field::Serial) || headed(Field::County) || headed(Field::Name);
        word_of_total(text, loose && no_code)
    })
}

/// The word of a total: bare, or (`loose`) with a few others around it (`全县合计`, `合计：28家`).
fn word_of_total(text: &str, loose: bool) -> Option<&'static str> {
    let total = |c: char| matches!(c, '合' | '总' | '小');
    if !text.contains(total) {
        return None;
    }
    let squeezed = text::squeeze(text);
    let bare = squeezed.trim_matches(|c: char| !c.is_alphabetic());
    let found = TOTALS.into_iter().find(|word| bare == *word);
    found.or_else(|| if loose { TOTALS.into_iter().find(|word| is_qualified(&squeezed, word)) } else { None })
}

/// `全县合计`, `本页小计`, `合计：28家`, `合计28家`; no name of a firm that only begins or ends with the word.
fn is_qualified(text: &str, total: &str) -> bool {
    const SCOPES: [&str; 8] = ["全县", "全区", "全市", "本县", "本区", "本市", "本表", "本页"];
    let no_word = |rest: &str| !rest.starts_with(|c: char| c.is_alphabetic() && c != '共');
    let scoped = text.strip_suffix(total).is_some_and(|scope| SCOPES.contains(&scope));
    scoped || text.chars().count() <= 10 && text.strip_prefix(total).is_some_and(no_word)
}

/// A row that begins with the words of a footer and names no entity.
fn is_footer(table: &Table<'_>, row: usize) -> bool {
    let cells = table.sheet.rows.get(row).into_iter().flatten().enumerate();
    let Some((column, CellValue::Text(first))) = cells.into_iter().find(|(_, cell)| !text::is_blank(cell)) else {
        return false;
    };
    if first.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return false;
    }
    let first = text::squeeze(first);
    let headed = |field| table.column(field) == Some(column);
    let in_front =
        headed(Field::Serial) || headed(Field::County) || table.columns.iter().all(|one| one.index != column);
    let begins = |words: &[&str]| words.iter().any(|word| first.starts_with(word));
    let named = first.contains(':') || in_front;
    if !(begins(&FOOTER) || begins(&OTHER_FOOTER) && named) {
        return false;
    }
    let label = first.contains(':') || LABELS.contains(&&*first);
    let nothing = |field| {
        table.column(field).is_none_or(|at| {
            let cell = table.raw(row, at);
            text::is_blank(cell) || matches!(cell, CellValue::Text(text) if text::half_width(text).contains(':'))
        })
    };
    let no_entity = [Field::Name, Field::Uscc, Field::RecordCount].into_iter().all(nothing);
    no_entity || in_front && label && !has_count(table, row)
}

/// Whether a number stands where the count does that can be one: no telephone number.
fn has_count(table: &Table<'_>, row: usize) -> bool {
    let Some(cell) = table.column(Field::RecordCount).map(|column| table.cell(row, column)) else { return false };
    let dialled = matches!(cell, CellValue::Text(text) if text.trim_start().starts_with('0'));
    !dialled && count_invalid::read(cell).is_some_and(|count| count < 100_000)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Kind::{self, Data, NoData, Total, Unidentified};
    use super::{kind, word_of_total};
    use crate::domain::sheet::{CellValue, Sheet};
    use crate::ledger::header::tables;

    fn kinds(head: &str, rows: &[&str]) -> Vec<Kind> {
        let cell = |text: &str| if text.is_empty() { CellValue::Empty } else { CellValue::Text(text.into()) };
        let rows = std::iter::once(&head).chain(rows).map(|row| row.split('|').map(cell).collect()).collect();
        let sheet = Sheet { rows, ..Sheet::default() };
        let tables = tables(&sheet);
        tables[0].rows.clone().map(|row| kind(&tables[0], row)).collect()
    }

    #[test]
    fn rows_that_are_no_data_are_passed_over() {
        let head = "序号|县区|主体名称|信用代码|失信次数|约谈时间|是否退出|联系电话";
        let rows = [
            "",
            "57|滑县||||||",
            "58|滑县||||—||",
            "本页小计||||30|||",
            "合 计||||397|||",
            "||总计||397|||",
            "填报单位：林州市信用办||填报人：示例甲||联系电话：0372|填报日期：2023年4月14日||",
            "填报人||示例甲|联系电话|0372|||",
            "注：红色为新增",
            "制表人：示例",
            "3||||12||否|",
            "4||甲||||否|",
            "5|||914|||否|",
            "||||||是|",
        ];
        let expected = [
            NoData,
            NoData,
            NoData,
            NoData,
            Total,
            Total,
            NoData,
            NoData,
            NoData,
            NoData,
            Unidentified,
            Data,
            Data,
            Unidentified,
        ];
        assert_eq!(kinds(head, &rows), expected);
    }

    #[test]
    fn a_footer_in_the_name_column_is_no_entry_and_a_firm_is() {
        let head = "主体名称|信用代码|失信次数|是否退出";
        let rows = [
            "填报单位：滑县信用办||联系电话：1|",
            "联系我商贸公司|914|12|否",
            "注册通服务部||11|否",
            "合计商贸公司|914|12|否",
        ];
        assert_eq!(kinds(head, &rows), [Kind::NoData, Kind::Data, Kind::Data, Kind::Data]);
    }

    #[test]
    fn a_remark_in_front_of_an_entity_makes_no_footer_of_it() {
        let head = "序号|县区|主体名称|信用代码|失信次数|是否退出";
        let rows = [
            "注销|滑县|甲公司||12|否",
            "联系不上|滑县|乙公司|9141|12|否",
            "注1|滑县|丙公司||12|否",
            "|注销·滑县|丁公司|914|12|否",
            "注|滑县|戊公司||12|否",
            "说明||己公司|91410|13|否",
            "注1本表由县信用办填报||||||",
            "填报人||示例甲|联系电话|0372|",
            "联系人||示例甲|电话|13800000000|",
        ];
        let expected = [Data, Data, Data, Data, Data, Data, NoData, NoData, NoData];
        assert_eq!(kinds(head, &rows), expected);
    }

    #[test]
    fn a_code_makes_an_entry_of_any_row() {
        let head = "序号|主体名称|信用代码|失信次数|是否退出|备注";
        let rows = [
            "注：新增|甲公司|91410599MA00000X9N|12|否|",
            "说明|甲公司|91410599ma00000x9n|12|否|",
            "3|甲公司|91410599MA00000X9N|12|否|合计",
            "合计|28家|28家|397||",
        ];
        assert_eq!(kinds(head, &rows), [Kind::Data, Kind::Data, Kind::Data, Kind::Total]);
    }

    #[test]
    fn totals_are_told_from_names() {
        assert_eq!(word_of_total("合 计：", false), Some("合计"));
        assert_eq!(word_of_total("合计（28家）", true), Some("合计"));
        assert_eq!(word_of_total("全县合计", true), Some("合计"));
        assert_eq!(word_of_total("小计有误", false), None);
        assert_eq!(word_of_total("小计时代店", true), None, "a firm, not a total");
        assert_eq!(word_of_total("合计：28家", true), Some("合计"));
        assert_eq!(word_of_total("合计商贸有限公司（示例）", true), None);
    }
}
