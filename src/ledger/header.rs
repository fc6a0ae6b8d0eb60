//! Where the tables of a sheet are: header rows, columns, the lines above, the rows below.
//!
//! Looks at words only; what the rows hold is read elsewhere.

use std::collections::HashMap;

use super::field::{self, Field, Word};
use super::lines;
use super::text;
use crate::domain::sheet::{CellValue, Merge, Sheet};

/// A header cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Row of the header cell, from 0.
    pub(crate) row: usize,
    /// Column, from 0.
    pub(crate) index: usize,
    /// The header as written.
    pub(crate) text: String,
    /// What it says; `None` for a column that is not of a ledger.
    pub(crate) word: Option<Word>,
}

/// A table on a sheet.
#[derive(Debug, Clone)]
pub(crate) struct Table<'a> {
    /// The sheet it stands on.
    pub(crate) sheet: &'a Sheet,
    /// Rows above the header that belong to it: title, unit, date.
    pub(crate) above: std::ops::Range<usize>,
    /// The header cells from left to right.
    pub(crate) columns: Vec<Column>,
    /// Rows below the header, from 0.
    pub(crate) rows: std::ops::Range<usize>,
    /// Rows among them that only repeat title and header.
    pub(crate) repeated: Vec<usize>,
    /// Column of each field, from 0; the leftmost wins.
    pub(crate) fields: [Option<usize>; Field::COUNT],
    /// Vertically merged blocks below the header, by column and row.
    pub(crate) merges: Vec<Merge>,
}

impl Table<'_> {
    /// The column of a field, from 0.
    pub(crate) fn column(&self, field: Field) -> Option<usize> {
        self.fields[field as usize]
    }

    /// The field's cell where it holds something that counts; 否 says that there is no exclusion.
    pub(crate) fn filled(&self, row: usize, field: Field) -> Option<&CellValue> {
        let cell = self.cell(row, self.column(field)?);
        let none = field == Field::Exclusion && matches!(cell, CellValue::Text(word) if text::squeeze(word) == "否");
        (!none && !text::is_blank(cell)).then_some(cell)
    }

    /// The cell itself, merges ignored.
    pub(crate) fn raw(&self, row: usize, column: usize) -> &CellValue {
        static EMPTY: CellValue = CellValue::Empty;
        self.sheet.rows.get(row).and_then(|cells| cells.get(column)).unwrap_or(&EMPTY)
    }

    /// The cell, or that of the vertically merged block that covers it: what lies under a block is seen by nobody.
    pub(crate) fn cell(&self, row: usize, column: usize) -> &CellValue {
        let own = self.raw(row, column);
        match self.block_over(row, column).map(|top| self.raw(top, column)) {
            None | Some(CellValue::Empty) => own,
            Some(shown) => shown,
        }
    }

    /// Whether the row says word for word what the upper of two header rows says.
    fn has_upper_row_again(&self, row: usize) -> bool {
        let upper = self.above.end;
        upper + 1 < self.rows.start && self.sheet.rows[row] == self.sheet.rows[upper]
    }

    /// The first row of the block that covers the cell from above; blocks are in order.
    fn block_over(&self, row: usize, column: usize) -> Option<usize> {
        let before = self.merges.partition_point(|merge| (merge.left as usize, merge.top as usize) < (column, row));
        let merge = self.merges[..before].last()?;
        (merge.left as usize == column && row <= merge.bottom as usize).then_some(merge.top as usize)
    }
}

/// The tables of a sheet from top to bottom; none where no row is a header.
pub(crate) fn tables(sheet: &Sheet) -> Vec<Table<'_>> {
    let mut tables: Vec<Table<'_>> = Vec::new();
    let mut row = 0;
    while row < sheet.rows.len() {
        let candidate = tables.is_empty() || may_repeat(&sheet.rows[row]);
        if let Some(open) = tables.last_mut().filter(|open| candidate && open.has_upper_row_again(row)) {
            open.repeated.push(row);
            row += 1;
            continue;
        }
        if !candidate || !is_header(&sheet.rows[row]) {
            row += 1;
            continue;
        }
        let floor = tables.last().map_or(0, |table| table.rows.start);
        let header = header_at(sheet, row, floor);
        row = header.bottom + 1;
        match tables.last_mut() {
            Some(open) if same_columns(&open.columns, &header.columns) && repeats_title(open, &header) => {
                open.repeated.extend(header.above.start..=header.bottom);
            }
            open => {
                if let Some(open) = open {
                    open.rows.end = header.above.start;
                }
                tables.push(table(sheet, header));
            }
        }
    }
    tables
}

struct Header {
    above: std::ops::Range<usize>,
    bottom: usize,
    columns: Vec<Column>,
}

fn table(sheet: &Sheet, header: Header) -> Table<'_> {
    let mut fields = [None; Field::COUNT];
    for column in &header.columns {
        if let Some(word) = column.word {
            fields[word.field as usize].get_or_insert(column.index);
        }
    }
    let mut merges = sheet.merges.clone();
    merges.retain(|merge| merge.bottom > merge.top && merge.top as usize > header.bottom);
    merges.sort_unstable_by_key(|merge| (merge.left, merge.top));
    Table {
        sheet,
        above: header.above,
        columns: header.columns,
        rows: header.bottom + 1..sheet.rows.len(),
        repeated: Vec::new(),
        fields,
        merges,
    }
}

/// Rows of data give themselves away by a number or a leading digit, which no header word has.
fn may_repeat(cells: &[CellValue]) -> bool {
    let mut texts = 0;
    for cell in cells {
        match cell {
            CellValue::Empty => {}
            CellValue::Text(text) if text.starts_with(|c: char| c.is_ascii_digit()) => return false,
            CellValue::Text(_) => texts += 1,
            CellValue::Number(_) | CellValue::Date(_) | CellValue::Bool(_) | CellValue::Error(_) => return false,
        }
    }
    texts > 1
}

/// A row is a header when it names the entity and its code, or one of them among three known words, or six others.
fn is_header(cells: &[CellValue]) -> bool {
    let mut known = [false; Field::COUNT];
    for word in cells.iter().filter_map(word_of) {
        known[word.field as usize] = true;
    }
    let count = known.iter().filter(|known| **known).count();
    match (known[Field::Name as usize], known[Field::Uscc as usize]) {
        (true, true) => true,
        (true, false) | (false, true) => count >= 3,
        (false, false) => count >= 6,
    }
}

fn word_of(cell: &CellValue) -> Option<Word> {
    match cell {
        CellValue::Text(text) => field::of_header(text),
        CellValue::Empty | CellValue::Number(_) | CellValue::Date(_) | CellValue::Bool(_) | CellValue::Error(_) => None,
    }
}

/// The header whose main row is `row`, with the row of group words above it or the finer row below it.
fn header_at(sheet: &Sheet, row: usize, floor: usize) -> Header {
    let (top, bottom) = if row > floor && is_group_row(sheet, row - 1) {
        (row - 1, row)
    } else if sheet.rows.get(row + 1).is_some_and(|lower| is_finer_row(&sheet.rows[row], lower)) {
        (row, row + 1)
    } else {
        (row, row)
    };
    let width = sheet.rows[top..=bottom].iter().map(Vec::len).max().unwrap_or(0);
    let columns = (0..width).filter_map(|index| column_at(sheet, top, bottom, index)).collect();
    Header { above: lines::start_above(sheet, top, floor)..top, bottom, columns }
}

/// The lower cell that is not empty is the header.
fn column_at(sheet: &Sheet, top: usize, bottom: usize, index: usize) -> Option<Column> {
    (top..=bottom).rev().find_map(|row| {
        let cell = sheet.rows[row].get(index)?;
        let text = text::shown(cell);
        (!text.is_empty()).then(|| Column { row, index, text: text.into_owned(), word: word_of(cell) })
    })
}

/// A row of group words above a header: known words in it, or cells merged in a header's way.
fn is_group_row(sheet: &Sheet, row: usize) -> bool {
    let cells = &sheet.rows[row];
    let line = lines::line(sheet, row);
    if line.contains(':') || lines::is_label_line(&line) || lines::closing_date(&line).is_some() {
        return false;
    }
    let filled = cells.iter().filter(|cell| !text::shown(cell).is_empty()).count();
    let known = cells.iter().filter(|cell| word_of(cell).is_some()).count();
    let is_data = cells.iter().any(|cell| matches!(cell, CellValue::Number(_) | CellValue::Date(_)));
    let here = sheet.merges.iter().filter(|merge| merge.top as usize == row);
    let groups = here.filter(|merge| merge.bottom > merge.top || merge.right > merge.left).count();
    filled >= 2 && !is_data && (known >= 1 || groups >= 2)
}

/// A second header row below the main one: words of columns only, none of them beside an entity.
fn is_finer_row(main: &[CellValue], lower: &[CellValue]) -> bool {
    let mut known = 0;
    for (index, cell) in lower.iter().enumerate() {
        let heads_entity =
            || main.get(index).and_then(word_of).is_some_and(|word| matches!(word.field, Field::Name | Field::Uscc));
        match (cell, word_of(cell)) {
            // a space is often what stands under a cell that is merged with the row above
            _ if text::shown(cell).is_empty() => {}
            (CellValue::Text(_), Some(_)) => known += 1,
            (CellValue::Text(_), None) if !heads_entity() => {}
            _ => return false,
        }
    }
    known > 0
}

/// Whether a later header says of each of its columns what the open table's says; some may be missing, as under a cell
/// that is merged across a page break.
fn same_columns(open: &[Column], later: &[Column]) -> bool {
    let known: HashMap<usize, _> = open.iter().map(|column| (column.index, field::bare_header(&column.text))).collect();
    2 * later.len() > open.len()
        && later.iter().all(|column| known.get(&column.index) == Some(&field::bare_header(&column.text)))
}

/// Whether the lines above a second header say nothing that the first table's lines do not say.
fn repeats_title(table: &Table<'_>, header: &Header) -> bool {
    let known: Vec<_> = table.above.clone().map(|row| lines::line(table.sheet, row)).collect();
    header.above.clone().all(|row| {
        let line = lines::line(table.sheet, row);
        line.is_empty() || known.contains(&line)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Field, tables};
    use crate::domain::sheet::{CellValue, Merge, Sheet};

    fn sheet(rows: &[&str]) -> Sheet {
        let cell = |text: &str| if text.is_empty() { CellValue::Empty } else { CellValue::Text(text.into()) };
        let rows = rows.iter().map(|row| row.split('|').map(cell).collect()).collect();
        Sheet { rows, ..Sheet::default() }
    }

    #[test]
    fn the_lower_of_two_header_rows_names_the_column() {
        let mut sheet =
            sheet(&["台账", "序号|主体信息||退出情况||备注", "|主体名称|信用代码|是否退出|退出时间|", "1|甲|9|否||"]);
        sheet.merges = vec![Merge { top: 1, left: 1, bottom: 1, right: 2 }];
        let tables = tables(&sheet);
        let table = &tables[0];
        assert_eq!(table.rows, 3..4);
        assert_eq!(table.above, 0..1);
        assert_eq!(table.column(Field::Serial), Some(0));
        assert_eq!((table.column(Field::ExitClaimed), table.column(Field::ExitDate)), (Some(3), Some(4)));
        assert_eq!(table.column(Field::Remark), Some(5));
        assert_eq!(table.columns.iter().filter(|column| column.word.is_none()).count(), 0);
    }

    #[test]
    fn a_finer_row_below_a_full_header_belongs_to_it() {
        let sheet = sheet(&[
            "序号|主体名称|统一社会信用代码|失信次数|退出情况||",
            "||||是否退出|退出日期|退出方式",
            "1|甲|9|12|否||",
        ]);
        let tables = tables(&sheet);
        assert_eq!(tables.len(), 1);
        assert_eq!(tables[0].rows, 2..3);
        assert_eq!(tables[0].column(Field::ExitRoute), Some(6));
        assert_eq!(tables[0].columns[4].row, 1);
    }

    #[test]
    fn a_space_under_a_merged_head_leaves_the_two_rows_one_header() {
        let groups = "联系情况||统一社会信用代码|备注|退出情况|失信情况";
        let fine = "序号|主体名称| |法定代表人|是否退出|失信次数";
        let sheet = sheet(&[groups, fine, "1|甲|9|乙|否|12"]);
        let tables = tables(&sheet);
        assert_eq!((tables.len(), tables[0].rows.clone()), (1, 2..3));
        assert_eq!((tables[0].column(Field::Uscc), tables[0].column(Field::LegalRep)), (Some(2), Some(3)));
        assert!(tables[0].columns.iter().all(|column| column.word.is_some()));
    }

    #[test]
    fn a_header_repeated_with_other_marks_opens_no_table() {
        let head = "序号|*主体名称|*统一社会信用代码|失信次数（次）|是否退出";
        let marked = "序号|主体名称|统一社会信用代码（必填）|失信次数|*是否退出";
        let sheet = sheet(&[head, "1|甲|9|12|否", marked, "2|乙|9|12|否"]);
        let tables = tables(&sheet);
        assert_eq!((tables.len(), tables[0].repeated.clone()), (1, vec![2]));
    }

    #[test]
    fn a_repeated_header_opens_no_table_and_another_title_does() {
        let head = "序号|主体名称|统一社会信用代码|失信次数|是否退出";
        let sheet = sheet(&[
            "滑县失信被执行人台账",
            head,
            "1|甲|9|12|否",
            "滑县失信被执行人台账",
            head,
            "2|乙|9|12|否",
            "",
            "滑县行政处罚台账",
            "填报单位：滑县  截止日期：2023年4月16日",
            head,
            "1|丙|9|12|否",
        ]);
        let tables = tables(&sheet);
        assert_eq!(tables.len(), 2);
        assert_eq!(tables[0].repeated, [3, 4]);
        assert_eq!((tables[0].rows.clone(), tables[1].above.clone(), tables[1].rows.clone()), (2..7, 7..9, 10..11));
    }

    #[test]
    fn a_header_repeated_with_cells_missing_opens_no_table() {
        let head = "序号|主体名称|统一社会信用代码|失信次数|主管部门|是否退出";
        let shorter = "序号|主体名称|统一社会信用代码|失信次数||是否退出";
        let sheet = sheet(&[head, "1|甲|9|12|商务局|否", shorter, "2|乙|9|12|商务局|否"]);
        let tables = tables(&sheet);
        assert_eq!(tables.len(), 1);
        assert_eq!((tables[0].repeated.clone(), tables[0].column(Field::Department)), (vec![2], Some(4)));
    }

    #[test]
    fn notes_and_summaries_are_no_tables() {
        assert!(tables(&sheet(&["填表说明", "主体名称|填写全称", "统一社会信用代码|18位", "备注|可不填"])).is_empty());
        assert!(tables(&sheet(&["序号|县（市、区）|失信次数|备注", "1|滑县|12|"])).is_empty());
        assert!(tables(&sheet(&[])).is_empty());
    }
}
