//! A formula in words that staff read: the columns' labels between signs.

use super::formula::{Formula, Operator, Relation};
use crate::{
    domain::table::Column,
    indicator::{catalogue::Catalogue, contract::Output},
};

/// The column of a query as its contract describes it.
pub(super) fn described(catalogue: &Catalogue, query: &str, column: &str) -> Column {
    let outputs = catalogue.get(query).map(|query| query.outputs.as_slice()).unwrap_or_default();
    let found = outputs.iter().map(Output::column).find(|known| known.name == column);
    found.cloned().unwrap_or_else(|| Column::new(column, column))
}

/// A formula in Chinese: `100 × 退出数 ÷ 治理对象数`.
pub(super) fn reading(formula: &Formula, catalogue: &Catalogue) -> String {
    let read = |one: &Formula| reading(one, catalogue);
    let list = |parts: &[Formula]| parts.iter().map(read).collect::<Vec<_>>().join("，");
    match formula {
        Formula::Number(text, _) => text.clone(),
        Formula::Figure(figure) => described(catalogue, &figure.query, &figure.column).label,
        Formula::Two(left, operator, right) => {
            let sign = match operator {
                Operator::Plus => '＋',
                Operator::Minus => '－',
                Operator::Times => '×',
                Operator::Over => '÷',
            };
            format!("{} {sign} {}", bracketed(left, false, *operator, &read), bracketed(right, true, *operator, &read))
        }
        Formula::Least(parts) => format!("取最小（{}）", list(parts)),
        Formula::Greatest(parts) => format!("取最大（{}）", list(parts)),
        Formula::If(test, yes, no) => {
            let relation = match test.relation {
                Relation::Less => "＜",
                Relation::AtMost => "≤",
                Relation::More => "＞",
                Relation::AtLeast => "≥",
                Relation::Equal => "＝",
                Relation::Other => "≠",
            };
            format!("若 {} {relation} {} 则 {}，否则 {}", read(&test.left), read(&test.right), read(yes), read(no))
        }
    }
}

/// A side of an operator, in brackets where it would be read otherwise without.
fn bracketed(side: &Formula, right: bool, operator: Operator, read: &impl Fn(&Formula) -> String) -> String {
    let text = read(side);
    let loose = match side {
        Formula::Two(_, inner, _) => {
            let sum = matches!(inner, Operator::Plus | Operator::Minus);
            match operator {
                Operator::Plus => false,
                Operator::Minus => right && sum,
                Operator::Times => sum,
                Operator::Over => right || sum,
            }
        }
        Formula::If(..) => true,
        Formula::Number(..) | Formula::Figure(_) | Formula::Least(_) | Formula::Greatest(_) => false,
    };
    if loose { format!("（{text}）") } else { text }
}
