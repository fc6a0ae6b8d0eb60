//! Which cells of a table can be computed from others, so that Excel recomputes them to the printed figures.
//!
//! Nothing is assumed: a formula is written only where it gives exactly the value that stands there.

use rust_xlsxwriter::Formula;

use crate::domain::{
    rate::{Rate, Rounding, RoundingMode},
    sheet,
    table::{Table, Value},
};

/// Rates and the columns of their numerator and denominator (domain.md section 6).
const RATES: [(&str, &str, &str); 5] = [
    ("exit_rate", "exited", "governed"),
    ("exclusion_rate", "excluded", "listed"),
    ("interview_rate", "interviewed", "operating"),
    ("pledge_rate", "pledged", "operating"),
    ("supervision_rate", "supervised", "governed"),
];

/// Where a cell stands: 0-based row of the table's body, its column, and the sheet row (from 1) of the first body row.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) first: u32,
}

impl Place {
    fn address(self, row: usize, column: usize) -> String {
        let row = self.first + u32::try_from(row).unwrap_or(0);
        sheet::address(row, u32::try_from(column).unwrap_or(0) + 1)
    }
}

/// The formula of a cell, `None` where the value itself is written.
pub(super) fn of(table: &Table, place: Place, rounding: Rounding) -> Option<Formula> {
    match &table.rows[place.row][place.column] {
        Value::Int(total) if table.totals.contains(&place.row) => sum(table, place, *total),
        Value::Rate(rate) => quotient(table, place, *rate, rounding),
        _ => None,
    }
}

fn sum(table: &Table, place: Place, total: i64) -> Option<Formula> {
    // A single total below all rows: anything else (subtotals) keeps its value.
    if table.totals != [table.rows.len() - 1] || place.row == 0 {
        return None;
    }
    let parts: Option<i64> = table.rows[..place.row]
        .iter()
        .map(|row| match row[place.column] {
            Value::Int(number) => Some(number),
            Value::Missing | Value::Dash => Some(0),
            _ => None,
        })
        .sum();
    (parts? == total).then(|| {
        let (top, bottom) = (place.address(0, place.column), place.address(place.row - 1, place.column));
        Formula::new(format!("=SUM({top}:{bottom})")).set_result(total.to_string())
    })
}

fn quotient(table: &Table, place: Place, rate: Rate, rounding: Rounding) -> Option<Formula> {
    let name = table.columns[place.column].name.as_str();
    let (_, num, den) = RATES.into_iter().find(|(rate, _, _)| *rate == name)?;
    let (num, den) = (table.column(num)?, table.column(den)?);
    let holds =
        |column: usize, count: u64| table.rows[place.row][column] == Value::Int(i64::try_from(count).unwrap_or(-1));
    if !holds(num, rate.num) || !holds(den, rate.den) {
        return None;
    }
    let (num, den) = (place.address(place.row, num), place.address(place.row, den));
    let digits = rounding.decimals + 2;
    let round = match rounding.mode {
        RoundingMode::HalfUp => "ROUND",
        RoundingMode::Down => "ROUNDDOWN",
    };
    let below_all = format!("1-10^-{digits}");
    let formula = format!("=IF({den}=0,\"—\",IF({num}<{den},MIN({round}({num}/{den},{digits}),{below_all}),1))");
    Some(Formula::new(formula).set_result(printed(rate, rounding)))
}

/// The printed value as Excel caches it: `0.9984` for 99.84%, `—` without a rate.
pub(super) fn printed(rate: Rate, rounding: Rounding) -> String {
    rate.units(rounding).map_or_else(
        || crate::domain::rate::NO_RATE.to_owned(),
        |units| crate::domain::rate::decimal(units, rounding.decimals + 2),
    )
}
