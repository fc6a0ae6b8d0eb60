//! One sheet: title, note, native table, notes, charts, and how it prints.

use rust_xlsxwriter::{
    ConditionalFormatText, ConditionalFormatTextRule, DataValidation, DataValidationRule, ExcelDateTime, Formula, Note,
    Table as NativeTable, TableColumn, TableStyle, Worksheet, XlsxError,
};

use super::{Book, FillIn, Leaf, excel_date, fit::Fit, formula, native_chart, style};
use crate::{
    document::formula_text,
    domain::table::{Table, Value},
};

type Done = Result<(), XlsxError>;

/// 0-based sheet row of the table's head: below the title and the unit note.
pub(super) const HEAD: u32 = 2;
/// A4 in Excel's list of papers.
const A4: u8 = 9;
/// Rows by which a chart is taller than nothing; Excel's default row is 20 pixels.
const CHART_ROWS: u32 = 22;
/// A table of up to so many rows is printed on one page with its chart.
const ONE_PAGE: usize = 40;

pub(super) fn write(
    sheet: &mut Worksheet,
    name: &str,
    number: usize,
    leaf: &Leaf,
    book: &Book,
    formats: &style::Formats,
) -> Done {
    let table = &leaf.table;
    let rows = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let fit = Fit::of(table, book.rounding);
    page(sheet, leaf, book, &fit)?;
    head(sheet, leaf, book, formats)?;
    native(sheet, number, leaf, formats)?;
    body(sheet, leaf, book)?;
    faces(sheet, leaf, formats)?;
    odd_ones(sheet, leaf, formats)?;
    for fill_in in &leaf.fill_ins {
        blanks(sheet, table, fill_in)?;
    }
    if !leaf.alarm.is_empty() && rows > 0 && !table.columns.is_empty() {
        let rule = ConditionalFormatTextRule::Contains(leaf.alarm.clone());
        let alarm = ConditionalFormatText::new().set_rule(rule).set_format(&formats.alarm);
        sheet.add_conditional_format(HEAD + 1, 0, HEAD + rows, last_column(table), &alarm)?;
    }
    for (row, column, text) in &leaf.remarks {
        let to = (HEAD + 1 + u32::try_from(*row).unwrap_or(0), u16::try_from(*column).unwrap_or(0));
        sheet.insert_note(to.0, to.1, &Note::new(text).set_author(&book.author))?;
    }
    let mut next = HEAD + rows.max(1) + 2;
    // An empty table is told as such, or it would be taken for one that was not made.
    let empty = table.rows.is_empty().then_some(EMPTY);
    for note in empty.into_iter().chain(table.notes.iter().map(String::as_str)) {
        sheet.write_string_with_format(next, 0, note, &formats.note)?;
        next += 1;
    }
    for chart in &leaf.charts {
        native_chart::insert(sheet, name, next + 1, HEAD + 1, table, chart)?;
        next += CHART_ROWS + 1;
    }
    Ok(())
}

/// What stands below a table without rows.
const EMPTY: &str = "本表没有条目。";

fn last_column(table: &Table) -> u16 {
    u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX)
}

fn page(sheet: &mut Worksheet, leaf: &Leaf, book: &Book, fit: &Fit) -> Done {
    // A table with its chart is one picture; a long list runs over pages.
    let high = u16::from(!leaf.charts.is_empty() && leaf.table.rows.len() <= ONE_PAGE);
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, high).set_print_center_horizontally(true);
    if leaf.landscape {
        sheet.set_landscape();
    }
    // `&` starts a code in headers and footers.
    let marking = book.marking.replace('&', "&&");
    // A blank ends the size, or a title that begins with a year would be read as part of it.
    sheet.set_header(format!("&L&\"宋体,常规\"&9 {}&R&\"宋体,常规\"&9 {marking}", book.title.replace('&', "&&")));
    sheet.set_footer("&C&\"宋体,常规\"&9 第 &P 页，共 &N 页");
    let side = if leaf.landscape { 0.3 } else { 0.5 };
    sheet.set_margins(side, side, 0.7, 0.7, 0.3, 0.3);
    sheet.set_repeat_rows(HEAD, HEAD)?;
    // Without a column that says who it is, a wide sheet scrolled right is unreadable: the first two stay.
    let frozen = if leaf.table.columns.len() > 8 { 2 } else { 0 };
    sheet.set_freeze_panes(HEAD + 1, frozen)?;
    for (column, width) in (0..).zip(&fit.widths) {
        sheet.set_column_width(column, *width)?;
    }
    // Given heights: not every program makes a row higher by itself where words wrap.
    sheet.set_row_height(HEAD, fit.head)?;
    for (row, height) in (HEAD + 1..).zip(&fit.heights) {
        sheet.set_row_height(row, *height)?;
    }
    Ok(())
}

fn head(sheet: &mut Worksheet, leaf: &Leaf, book: &Book, formats: &style::Formats) -> Done {
    let table = &leaf.table;
    let title =
        if book.marking.is_empty() { table.title.clone() } else { format!("{}（{}）", table.title, book.marking) };
    sheet.set_row_height(0, 26)?;
    sheet.write_string_with_format(0, 0, &title, &formats.title)?;
    sheet.write_string_with_format(1, 0, &table.unit, &formats.note)?;
    Ok(())
}

/// The native table spans head and body but not the totals, so that sorting and filtering leave those where they are.
fn native(sheet: &mut Worksheet, number: usize, leaf: &Leaf, formats: &style::Formats) -> Done {
    let table = &leaf.table;
    if table.columns.is_empty() {
        return Ok(());
    }
    let heads = unique_heads(table);
    let columns: Vec<TableColumn> = heads.iter().map(|head| TableColumn::new().set_header(head)).collect();
    // A native table needs a body row; an empty one stays blank.
    let body = u32::try_from(table.rows.len() - table.totals.len()).unwrap_or(u32::MAX).max(1);
    let id: String = table.id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let native = NativeTable::new()
        .set_name(format!("T{}_{id}", number + 1))
        .set_style(TableStyle::None)
        .set_alt_text_title(&table.title)
        .set_alt_text(&table.unit)
        .set_columns(&columns);
    sheet.add_table(HEAD, 0, HEAD + body, last_column(table), &native)?;
    sheet.set_range_format(HEAD, 0, HEAD, last_column(table), &formats.head)?;
    Ok(())
}

/// Heads of a native table must differ.
fn unique_heads(table: &Table) -> Vec<String> {
    let mut heads: Vec<String> = Vec::new();
    for column in 0..table.columns.len() {
        let head = style::heading(table, column);
        let numbered = (2..).map(|number| format!("{head}{number}"));
        let free = std::iter::once(head.clone()).chain(numbered).find(|name| !heads.contains(name));
        heads.extend(free);
    }
    heads
}

fn body(sheet: &mut Worksheet, leaf: &Leaf, book: &Book) -> Done {
    let table = &leaf.table;
    for (row, at) in (0..table.rows.len()).zip(HEAD + 1..) {
        for (column, value) in table.rows[row].iter().enumerate() {
            let place = formula::Place { row, column, first: HEAD + 2 };
            let to = (at, u16::try_from(column).unwrap_or(u16::MAX));
            let given = leaf.formulas.get(&(row, column));
            let given = given.map(|text| Formula::new(text).set_result(value.text(book.rounding)));
            match given.or_else(|| formula::of(table, place, book.rounding)) {
                Some(formula) => sheet.write_formula(to.0, to.1, formula).map(|_| ())?,
                None => write_value(sheet, to, value, book)?,
            }
        }
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "counts and percentages are far below 2^53")]
fn write_value(sheet: &mut Worksheet, (row, column): (u32, u16), value: &Value, book: &Book) -> Done {
    match value {
        Value::Missing => return Ok(()),
        Value::Int(number) => sheet.write_number(row, column, *number as f64)?,
        Value::Decimal(units, decimals) => {
            sheet.write_number(row, column, *units as f64 / 10_f64.powi((*decimals).cast_signed()))?
        }
        Value::Rate(rate) => match rate.units(book.rounding) {
            Some(units) => {
                let scale = 10_f64.powi((book.rounding.decimals + 2).cast_signed());
                sheet.write_number(row, column, units as f64 / scale)?
            }
            None => sheet.write_string(row, column, crate::domain::rate::NO_RATE)?,
        },
        Value::Date(date) => sheet.write_datetime(row, column, excel_date(*date)?)?,
        Value::Text(text) => sheet.write_string(row, column, fitting(text))?,
        Value::Dash | Value::Bool(_) => sheet.write_string(row, column, value.text(book.rounding))?,
    };
    Ok(())
}

/// As much of a text as Excel holds in a cell: 32767 characters.
fn fitting(text: &str) -> &str {
    let end = text.char_indices().nth(32_767).map_or(text.len(), |(end, _)| end);
    &text[..end]
}

/// Borders, alignment and number formats, a run of like cells at a time: the writer compares every property of a format
/// that it is handed, which for a cell costs more than the cell.
fn faces(sheet: &mut Worksheet, leaf: &Leaf, formats: &style::Formats) -> Done {
    let table = &leaf.table;
    let body = table.rows.len() - table.totals.len();
    for (at, column) in (0..).zip(0..table.columns.len()) {
        let name = table.columns[column].name.as_str();
        let fill_in =
            leaf.fill_ins.iter().find(|fill_in| fill_in.column() == name).map(|fill_in| formats.blank(fill_in));
        let mut row = HEAD + 1;
        for (rows, total) in [(&table.rows[..body], false), (&table.rows[body..], true)] {
            let face = |cells: &Vec<Value>| match (&cells[column], fill_in) {
                (Value::Missing, Some(blank)) if !total => blank,
                (value, _) => formats.cell(value, style::is_code(name), total),
            };
            for run in rows.chunk_by(|a, b| std::ptr::eq(face(a), face(b))) {
                let next = row + u32::try_from(run.len()).unwrap_or(u32::MAX - row);
                sheet.set_range_format(row, at, next - 1, at, face(&run[0]))?;
                row = next;
            }
        }
    }
    Ok(())
}

/// Cells unlike their neighbours: marked ones are coloured; text that a spreadsheet would run when somebody edits it keeps
/// the mark of text.
fn odd_ones(sheet: &mut Worksheet, leaf: &Leaf, formats: &style::Formats) -> Done {
    let table = &leaf.table;
    for (row, cells) in table.rows.iter().enumerate() {
        let at = HEAD + 1 + u32::try_from(row).unwrap_or(u32::MAX - HEAD - 1);
        for (column, value) in cells.iter().enumerate() {
            let marked = leaf.marked.contains(&(row, column));
            let runs = matches!(value, Value::Text(text) if formula_text::runs(text));
            if marked || runs {
                let code = style::is_code(&table.columns[column].name);
                let plain = formats.cell(value, code, table.totals.contains(&row)).clone();
                let face = if marked { style::marked(&plain) } else { plain };
                let face = if runs { face.set_quote_prefix() } else { face };
                let column = u16::try_from(column).unwrap_or(u16::MAX);
                sheet.set_range_format(at, column, at, column, &face)?;
            }
        }
    }
    Ok(())
}

/// Columns that people fill in have a drop-down or a check.
fn blanks(sheet: &mut Worksheet, table: &Table, fill_in: &FillIn) -> Done {
    let body = u32::try_from(table.rows.len() - table.totals.len()).unwrap_or(u32::MAX - HEAD);
    let column = table.column(fill_in.column()).and_then(|column| u16::try_from(column).ok());
    if let (Some(column), Some(check), 1..) = (column, check(fill_in)?, body) {
        sheet.add_data_validation(HEAD + 1, column, HEAD + body, column, &check)?;
    }
    Ok(())
}

fn check(fill_in: &FillIn) -> Result<Option<DataValidation>, XlsxError> {
    let check = match fill_in {
        FillIn::Choice { options, .. } => DataValidation::new()
            .allow_list_strings(options)?
            .set_error_title("请从列表中选择")?
            .set_error_message(format!("只能填：{}。", options.join("、")))?,
        FillIn::Date { .. } => DataValidation::new()
            .allow_date(DataValidationRule::Between(
                ExcelDateTime::from_ymd(2000, 1, 1)?,
                ExcelDateTime::from_ymd(2099, 12, 31)?,
            ))
            .set_error_title("不是日期")?
            .set_error_message("请填日期，如 2023-04-05。")?,
        FillIn::Code { .. } => DataValidation::new()
            .allow_text_length(DataValidationRule::EqualTo(18))
            .set_error_title("不是统一社会信用代码")?
            .set_error_message("统一社会信用代码是 18 位的数字和大写字母，请照营业执照填写。")?,
        FillIn::Count { .. } => DataValidation::new()
            .allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0))
            .set_error_title("不是次数")?
            .set_error_message("只填数字，如 12，不写“条”“次”。")?,
        FillIn::Text { .. } => return Ok(None),
    };
    Ok(Some(check))
}
