//! One sheet: title, note, native table, notes, charts, and how it prints.

use rust_xlsxwriter::{
    ConditionalFormatText, ConditionalFormatTextRule, DataValidation, DataValidationRule, ExcelDateTime, Format,
    Formula, Note, Table as NativeTable, TableColumn, TableStyle, Worksheet, XlsxError,
};

use super::{Book, FillIn, Leaf, excel_date, formula, native_chart, style};
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
    page(sheet, leaf, book)?;
    head(sheet, leaf, book, formats)?;
    native(sheet, number, leaf, formats)?;
    body(sheet, leaf, book, formats)?;
    for fill_in in &leaf.fill_ins {
        blanks(sheet, table, fill_in, formats)?;
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
    for note in &table.notes {
        sheet.write_string_with_format(next, 0, note, &formats.note)?;
        next += 1;
    }
    for chart in &leaf.charts {
        native_chart::insert(sheet, name, next + 1, HEAD + 1, table, chart)?;
        next += CHART_ROWS + 1;
    }
    Ok(())
}

fn last_column(table: &Table) -> u16 {
    u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX)
}

fn page(sheet: &mut Worksheet, leaf: &Leaf, book: &Book) -> Done {
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
    let widths = style::widths(&leaf.table, book.rounding);
    for (column, width) in widths.iter().enumerate() {
        sheet.set_column_width(u16::try_from(column).unwrap_or(u16::MAX), *width)?;
    }
    // Given heights: not every program makes a row higher by itself where words wrap.
    for (row, height) in (HEAD + 1..).zip(style::heights(&leaf.table, &widths, book.rounding)) {
        sheet.set_row_height(row, height)?;
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
    sheet.set_row_height(HEAD, style::head_height(table, &style::widths(table, book.rounding)))?;
    Ok(())
}

/// The native table spans head and body but not the totals, so that sorting and filtering leave those where they are.
fn native(sheet: &mut Worksheet, number: usize, leaf: &Leaf, formats: &style::Formats) -> Done {
    let table = &leaf.table;
    if table.columns.is_empty() {
        return Ok(());
    }
    let heads = unique_heads(table);
    let columns: Vec<TableColumn> =
        heads.iter().map(|head| TableColumn::new().set_header(head).set_header_format(&formats.head)).collect();
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
    Ok(())
}

/// Heads of a native table must differ.
fn unique_heads(table: &Table) -> Vec<String> {
    let mut heads: Vec<String> = Vec::new();
    for column in 0..table.columns.len() {
        let head = style::heading(table, column);
        let repeats = heads.iter().filter(|taken| **taken == head).count();
        heads.push(if repeats == 0 { head } else { format!("{head}{}", repeats + 1) });
    }
    heads
}

fn body(sheet: &mut Worksheet, leaf: &Leaf, book: &Book, formats: &style::Formats) -> Done {
    let table = &leaf.table;
    for (index, row) in table.rows.iter().enumerate() {
        let total = table.totals.contains(&index);
        let at = HEAD + 1 + u32::try_from(index).unwrap_or(u32::MAX - HEAD - 1);
        for (column, value) in row.iter().enumerate() {
            let format = formats.cell(value, style::is_code(&table.columns[column].name), total);
            let place = formula::Place { row: index, column, first: HEAD + 2 };
            let to = (at, u16::try_from(column).unwrap_or(u16::MAX));
            let given = leaf.formulas.get(&(index, column));
            let given = given.map(|text| Formula::new(text).set_result(value.text(book.rounding)));
            let marked = leaf.marked.contains(&(index, column)).then(|| style::marked(format));
            let format = marked.as_ref().unwrap_or(format);
            match given.or_else(|| formula::of(table, place, book.rounding)) {
                Some(formula) => write_formula(sheet, to, formula, format)?,
                None => write_value(sheet, to, value, book, format)?,
            }
        }
    }
    Ok(())
}

fn write_formula(sheet: &mut Worksheet, (row, column): (u32, u16), formula: Formula, format: &Format) -> Done {
    sheet.write_formula_with_format(row, column, formula, format).map(|_| ())
}

#[expect(clippy::cast_precision_loss, reason = "counts and percentages are far below 2^53")]
fn write_value(sheet: &mut Worksheet, (row, column): (u32, u16), value: &Value, book: &Book, format: &Format) -> Done {
    match value {
        Value::Missing => sheet.write_blank(row, column, format)?,
        Value::Int(number) => sheet.write_number_with_format(row, column, *number as f64, format)?,
        Value::Decimal(units, decimals) => sheet.write_number_with_format(
            row,
            column,
            *units as f64 / 10_f64.powi((*decimals).cast_signed()),
            format,
        )?,
        Value::Rate(rate) => match rate.units(book.rounding) {
            Some(units) => {
                let scale = 10_f64.powi((book.rounding.decimals + 2).cast_signed());
                sheet.write_number_with_format(row, column, units as f64 / scale, format)?
            }
            None => sheet.write_string_with_format(row, column, crate::domain::rate::NO_RATE, format)?,
        },
        Value::Date(date) => sheet.write_datetime_with_format(row, column, excel_date(*date)?, format)?,
        Value::Dash | Value::Text(_) | Value::Bool(_) => {
            // Excel holds at most 32767 characters a cell.
            let text: String = value.text(book.rounding).chars().take(32_767).collect();
            if formula_text::runs(&text) {
                // Text already; the mark keeps it so when somebody edits the cell.
                let marked = format.clone().set_quote_prefix();
                sheet.write_string_with_format(row, column, text, &marked)?
            } else {
                sheet.write_string_with_format(row, column, text, format)?
            }
        }
    };
    Ok(())
}

/// Columns that people fill in: coloured, with a drop-down or a check of dates.
fn blanks(sheet: &mut Worksheet, table: &Table, fill_in: &FillIn, formats: &style::Formats) -> Done {
    let (name, format) = match fill_in {
        FillIn::Choice { column, .. } | FillIn::Text { column } => (column, &formats.fill_text),
        FillIn::Code { column } => (column, &formats.fill_code),
        FillIn::Count { column } => (column, &formats.fill_count),
        FillIn::Date { column } => (column, &formats.fill_date),
    };
    let body = table.rows.len() - table.totals.len();
    let Some(column) = table.column(name).and_then(|column| u16::try_from(column).ok()).filter(|_| body > 0) else {
        return Ok(());
    };
    let last = HEAD + u32::try_from(body).unwrap_or(u32::MAX - HEAD);
    let filled = |row: u32| {
        let cells = table.rows.get((row - HEAD - 1) as usize);
        cells.and_then(|cells| cells.get(usize::from(column))).is_some_and(|value| *value != Value::Missing)
    };
    for row in (HEAD + 1..=last).filter(|row| !filled(*row)) {
        sheet.write_blank(row, column, format)?;
    }
    if let Some(check) = check(fill_in)? {
        sheet.add_data_validation(HEAD + 1, column, last, column, &check)?;
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
