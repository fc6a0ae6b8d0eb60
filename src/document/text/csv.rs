//! A table as comma-separated values (RFC 4180), safe to open in a spreadsheet.
//!
//! A text cell that a spreadsheet would run as a formula gets an apostrophe in front; numbers are left as they are. The
//! byte-order mark is for files only: the spreadsheet needs it to read Chinese, a pipe must not have it.

use crate::{
    document::formula_text,
    domain::{
        rate::Rounding,
        table::{Table, Value},
    },
};

/// What a file of comma-separated values begins with.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Which words stand in the first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Header {
    /// Chinese labels, with the unit in brackets.
    Labels,
    /// Names as in SQL.
    Names,
}

/// The table without byte-order mark; lines end with a line feed.
pub fn csv(table: &Table, header: Header, rounding: Rounding) -> String {
    let mut text = String::new();
    let heads: Vec<String> = table
        .columns
        .iter()
        .map(|column| match header {
            Header::Names => column.name.clone(),
            Header::Labels if column.unit.is_empty() => column.label.clone(),
            Header::Labels => format!("{}（{}）", column.label, column.unit),
        })
        .collect();
    line(&mut text, heads.iter().map(|head| harmless(head)));
    for row in &table.rows {
        line(&mut text, row.iter().map(|value| cell(value, rounding)));
    }
    text
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.map(|cell| quoted(&cell)).collect();
    text.push_str(&cells.join(","));
    text.push('\n');
}

fn cell(value: &Value, rounding: Rounding) -> String {
    match value {
        Value::Text(text) => harmless(text),
        Value::Missing
        | Value::Dash
        | Value::Int(_)
        | Value::Decimal(..)
        | Value::Rate(_)
        | Value::Date(_)
        | Value::Bool(_) => value.text(rounding),
    }
}

/// Text that no spreadsheet runs: what would run gets an apostrophe.
fn harmless(text: &str) -> String {
    if formula_text::runs(text) { format!("'{text}") } else { text.to_owned() }
}

/// Quoted also where a program would take another mark than the comma for the separator.
fn quoted(cell: &str) -> String {
    if cell.contains([',', ';', '\t', '"', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Header, csv};
    use crate::domain::{
        rate::{Rate, Rounding},
        table::{Column, Table, Value},
    };

    fn table(cells: Vec<Value>) -> Table {
        let columns = (0..cells.len()).map(|place| Column::new(format!("c{place}"), "甲").unit("家")).collect();
        Table { columns, rows: vec![cells], ..Table::default() }
    }

    fn text(value: &str) -> String {
        let text = csv(&table(vec![Value::Text(value.into())]), Header::Names, Rounding::default());
        text.strip_prefix("c0\n").map(|rest| rest.trim_end_matches('\n').to_owned()).unwrap_or_default()
    }

    #[test]
    fn values_print_as_everywhere() {
        let cells = vec![
            Value::Int(-3),
            Value::Rate(Rate::new(622, 623)),
            Value::Missing,
            Value::Bool(true),
            Value::Decimal(125, 1),
        ];
        assert_eq!(csv(&table(cells), Header::Names, Rounding::default()), "c0,c1,c2,c3,c4\n-3,99.84%,,是,12.5\n");
        assert_eq!(csv(&table(vec![Value::Int(1)]), Header::Labels, Rounding::default()), "甲（家）\n1\n");
    }

    #[test]
    fn nothing_in_a_text_can_run() {
        for (word, written) in [
            ("=1+1", "'=1+1"),
            ("+86", "'+86"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("\0=1", "'\0=1"),
            ("＝1+1", "'＝1+1"),
            ("＋1", "'＋1"),
            ("－1", "'－1"),
            ("＠x", "'＠x"),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("甲;=1+1", "\"甲;=1+1\""),
            ("甲\t=1+1", "\"甲\t=1+1\""),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
            ("-", "-"),
            ("a,b", "\"a,b\""),
            ("两\n行", "\"两\n行\""),
        ] {
            assert_eq!(text(word), written);
        }
    }
}
