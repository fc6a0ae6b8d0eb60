//! A table for a terminal: columns aligned by what Chinese characters take up, numbers right, words left. Columns of codes
//! whose words stand beside them are left out; every other form of the result has them.
//!
//! Nothing in a cell reaches the terminal as a command: control characters and marks that turn the direction of writing are
//! replaced.

use unicode_width::UnicodeWidthStr;

use crate::domain::{
    letter::steers,
    rate::Rounding,
    table::{Table, Value},
};

/// What separates columns.
const GAP: &str = "  ";

/// The table with its title, labels, rows and notes.
pub fn terminal(table: &Table, rounding: Rounding) -> String {
    let shown: Vec<usize> = (0..table.columns.len()).filter(|place| !table.columns[*place].hidden).collect();
    let head = |place: &usize| clean(&head(&table.columns[*place].label, &table.columns[*place].unit));
    let cell =
        |row: &[Value], place: usize| row.get(place).map(|value| clean(&value.text(rounding))).unwrap_or_default();
    let heads: Vec<String> = shown.iter().map(head).collect();
    let rows: Vec<Vec<String>> =
        table.rows.iter().map(|row| shown.iter().map(|place| cell(row, *place)).collect()).collect();
    let right: Vec<bool> = shown.iter().map(|place| stands_right(table, *place)).collect();
    let widths: Vec<usize> = (0..heads.len()).map(|place| widest(&heads, &rows, place)).collect();
    let mut text = String::new();
    if !table.title.is_empty() {
        text.push_str(&clean(&table.title));
        text.push('\n');
    }
    line(&mut text, &heads, &widths, &right);
    line(&mut text, &widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>(), &widths, &right);
    for row in &rows {
        line(&mut text, row, &widths, &right);
    }
    text.extend(["共 ", &rows.len().to_string(), " 行\n"]);
    for note in &table.notes {
        text.extend(["注：", &clean(note), "\n"]);
    }
    text
}

fn head(label: &str, unit: &str) -> String {
    if unit.is_empty() { label.to_owned() } else { format!("{label}（{unit}）") }
}

/// A column of numbers: something in it is one, and nothing in it is a word.
fn stands_right(table: &Table, place: usize) -> bool {
    let mut cells = table.rows.iter().filter_map(|row| row.get(place)).filter(|value| **value != Value::Missing);
    cells.clone().next().is_some() && cells.all(Value::is_numeric)
}

fn widest(heads: &[String], rows: &[Vec<String>], place: usize) -> usize {
    let cells = rows.iter().filter_map(|row| row.get(place));
    cells.chain(heads.get(place)).map(|cell| cell.width()).max().unwrap_or(0)
}

fn line(text: &mut String, cells: &[String], widths: &[usize], right: &[bool]) {
    let padded = cells.iter().zip(widths).zip(right).map(|((cell, width), right)| {
        let space = " ".repeat(width.saturating_sub(cell.width()));
        if *right { format!("{space}{cell}") } else { format!("{cell}{space}") }
    });
    let joined = padded.collect::<Vec<_>>().join(GAP);
    text.push_str(joined.trim_end());
    text.push('\n');
}

/// Without characters that steer a terminal or turn the direction of writing.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(|letter| if steers(letter) { '\u{fffd}' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::terminal;
    use crate::domain::{
        rate::{Rate, Rounding},
        table::{Column, Table, Value},
    };

    #[test]
    fn chinese_and_numbers_are_aligned() {
        let table = Table {
            title: "退出率".into(),
            columns: vec![Column::new("a", "县区"), Column::new("b", "数").unit("家"), Column::new("c", "退出率")],
            rows: vec![
                vec![Value::Text("滑县".into()), Value::Int(7), Value::Rate(Rate::new(1, 2))],
                vec![Value::Text("示范区（新）".into()), Value::Int(1234), Value::Rate(Rate::new(0, 0))],
            ],
            notes: vec!["示例".into()],
            ..Table::default()
        };
        let expected = "退出率\n\
            县区          数（家）  退出率\n\
            ────────────  ────────  ──────\n\
            滑县                 7  50.00%\n\
            示范区（新）      1234       —\n\
            共 2 行\n注：示例\n";
        assert_eq!(terminal(&table, Rounding::default()), expected);
    }

    #[test]
    fn a_code_beside_its_word_is_left_out() {
        let columns = vec![Column::new("county", "代码").hidden(), Column::new("county_name", "县区")];
        let rows = vec![vec![Value::Text("410526".into()), Value::Text("滑县".into())]];
        let text = terminal(&Table { columns, rows, ..Table::default() }, Rounding::default());
        assert_eq!(text, "县区\n────\n滑县\n共 1 行\n");
    }

    #[test]
    fn a_cell_cannot_steer_the_terminal() {
        let rows = vec![vec![Value::Text("\u{1b}[2J危\u{202e}险\n行".into())]];
        let table = Table { columns: vec![Column::new("a", "甲")], rows, ..Table::default() };
        let text = terminal(&table, Rounding::default());
        assert!(
            !text.contains('\u{1b}') && !text.contains('\u{202e}') && text.contains("危\u{fffd}险\u{fffd}行"),
            "{text}"
        );
    }
}
