//! The sheet of one scheme: values, scores, totals and ranks, each with the formula by which a spreadsheet computes it.

use std::collections::BTreeMap;

use super::{
    EXAMPLE,
    formula::{Comparison, Figure, Formula},
    scheme::Indicator,
    score::{Assessed, Standing},
    sheets::{BEFORE_FIGURES, DEFINITIONS, FIGURES, FLOOR, FULL, Material, Sheet, WEIGHT, printed},
};
use crate::domain::{
    rate::{Rounding, RoundingMode},
    sheet::{address, column_letters},
    table::{Column, Table, Value},
};

/// The sheet of one scheme.
pub(super) struct Scored<'a> {
    pub(super) material: &'a Material<'a>,
    /// Query and column of each column of 取数.
    pub(super) figures: &'a [(String, String)],
    pub(super) assessed: &'a Assessed,
    /// Position of its first indicator in 指标定义.
    pub(super) start: usize,
}

/// Columns before the indicators: name and group.
const BEFORE_MARKS: usize = 2;

impl Scored<'_> {
    pub(super) fn sheet(&self) -> Sheet {
        let scheme = &self.assessed.scheme;
        let mut formulas = BTreeMap::new();
        let rows: Vec<Vec<Value>> = self.assessed.units.iter().map(|unit| self.row(unit)).collect();
        for (row, unit) in self.assessed.units.iter().enumerate() {
            self.formulas(row, unit, &mut formulas);
        }
        let title = if scheme.example { format!("{}（{EXAMPLE}）", scheme.title) } else { scheme.title.clone() };
        Sheet {
            name: scheme.title.clone(),
            table: Table {
                id: format!("assess_{}", scheme.name),
                title,
                columns: self.columns(),
                rows,
                notes: self.notes(),
                ..Table::default()
            },
            formulas,
        }
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = vec![Column::new("county_name", "县（市、区）"), Column::new("county_group", "分组")];
        for (place, one) in self.assessed.scheme.indicators.iter().enumerate() {
            // Not `unit("%")`: a head leaves that out, and the cells are plain numbers.
            let unit = if one.unit.is_empty() { String::new() } else { format!("（{}）", one.unit) };
            columns.push(Column::new(format!("value_{place}"), format!("{}{unit}", one.name)));
            columns.push(Column::new(format!("score_{place}"), format!("{}得分", one.name)));
        }
        for (name, label) in [
            ("total", "得分"),
            ("possible", "可计分权重"),
            ("scaled", "折算得分"),
            ("rank", "名次"),
            ("remark", "说明"),
        ] {
            columns.push(Column::new(name, label));
        }
        columns
    }

    fn notes(&self) -> Vec<String> {
        let scheme = &self.assessed.scheme;
        let mut notes = vec![
            "得分：在“得零分的值”和“得满分的值”之间按比例计，四舍五入到两位小数；没有达到满分线的不给满分。".to_owned(),
            "分母为 0 或没有数据的指标写“—”，不计分，也不算进可计分权重；折算得分 = 得分 ÷ 可计分权重 × 全部权重。名次按折算得分，相同的并列，后面的名次空开。"
                .to_owned(),
            "没有治理对象的县（市、区）不计分、不排名。表中的值和得分都是公式，改动“指标定义”后会重算。".to_owned(),
            format!("依据：{}", scheme.source),
        ];
        if scheme.example {
            notes.insert(
                0,
                format!(
                    "{EXAMPLE}：考核的正式权重没有公布，这里的指标、权重和分数线都只是示例，不能当作考核结果使用。"
                ),
            );
        }
        notes
    }

    fn row(&self, unit: &Standing) -> Vec<Value> {
        let scheme = &self.assessed.scheme;
        let marks = |units: Option<i64>| units.map_or(Value::Dash, |units| Value::Decimal(units, 2));
        let mut cells = vec![Value::Text(unit.name.clone()), Value::Text(unit.group.clone())];
        for (mark, one) in unit.marks.iter().zip(&scheme.indicators) {
            cells.push(mark.value.map_or(Value::Dash, |value| printed(value, &one.unit, self.rounding())));
            cells.push(marks(mark.score));
        }
        cells.extend([marks(unit.total), marks(Some(unit.possible)), marks(unit.scaled)]);
        cells.push(unit.rank.map_or(Value::Dash, |rank| Value::Int(rank.into())));
        cells.push(self.remark(unit));
        cells
    }

    fn remark(&self, unit: &Standing) -> Value {
        if !unit.has_tasks {
            return Value::Text("无治理任务，不计分".to_owned());
        }
        let missing = unit.marks.iter().zip(&self.assessed.scheme.indicators);
        let words: Vec<String> = missing
            .filter_map(|(mark, one)| Some(format!("“{}”{}，不计分", one.name, mark.value.err()?.label())))
            .collect();
        if words.is_empty() { Value::Missing } else { Value::Text(words.join("；")) }
    }

    fn rounding(&self) -> Rounding {
        self.material.config.rounding
    }

    /// The address of a cell of this sheet's table.
    fn here(&self, row: usize, column: usize) -> String {
        cell(self.material.first_row, row, column)
    }

    fn defined(&self, indicator: usize, column: u32) -> String {
        let row = self.material.first_row + u32::try_from(self.start + indicator).unwrap_or(0);
        absolute(DEFINITIONS, row, column)
    }

    fn formulas(&self, row: usize, unit: &Standing, formulas: &mut BTreeMap<(usize, usize), String>) {
        let indicators = &self.assessed.scheme.indicators;
        for (place, one) in indicators.iter().enumerate() {
            let value = self.excel(&one.formula, row);
            formulas.insert((row, value_column(place)), self.value_formula(&value, one));
            if unit.has_tasks {
                formulas.insert((row, value_column(place) + 1), self.score_formula(&value, place));
            }
        }
        if !unit.has_tasks {
            return;
        }
        let end = value_column(indicators.len());
        let scores: Vec<String> = (0..indicators.len()).map(|place| self.here(row, value_column(place) + 1)).collect();
        let weights = (self.defined(0, WEIGHT), self.defined(indicators.len() - 1, WEIGHT));
        let all = format!("SUM({}:{})", weights.0, weights.1.rsplit('!').next().unwrap_or_default());
        let possible: Vec<String> = scores
            .iter()
            .enumerate()
            .map(|(place, score)| format!("IF(ISNUMBER({score}),{},0)", self.defined(place, WEIGHT)))
            .collect();
        let [total_at, possible_at, scaled_at] = [0, 1, 2].map(|offset| self.here(row, end + offset));
        let all_scaled = self.column_range(end + 2);
        for (offset, formula) in [
            format!("=IF({possible_at}=0,\"—\",ROUND(SUM({}),2))", scores.join(",")),
            format!("={}", possible.join("+")),
            format!("=IF({possible_at}=0,\"—\",ROUND(ROUND({total_at}*{all}/{possible_at},10),2))"),
            format!("=IF(ISNUMBER({scaled_at}),RANK({scaled_at},{all_scaled}),\"—\")"),
        ]
        .into_iter()
        .enumerate()
        {
            formulas.insert((row, end + offset), formula);
        }
    }

    /// `S$4:S$14`: a column over all units.
    fn column_range(&self, column: usize) -> String {
        let letters = column_letters(u32::try_from(column).unwrap_or(0) + 1);
        let first = self.material.first_row;
        let last = first + u32::try_from(self.assessed.units.len()).unwrap_or(1) - 1;
        format!("{letters}${first}:{letters}${last}")
    }

    fn value_formula(&self, value: &str, one: &Indicator) -> String {
        let Rounding { decimals, mode } = self.rounding();
        let round = match mode {
            RoundingMode::HalfUp => format!("ROUND(ROUND({value},10),{decimals})"),
            RoundingMode::Down => format!("ROUNDDOWN(ROUND({value},10),{decimals})"),
        };
        let shown = if one.unit == "%" {
            format!("IF(ROUND({value},10)<100,MIN({round},100-10^-{decimals}),{round})")
        } else {
            round
        };
        format!("=IF(ISERROR({value}),\"—\",{shown})")
    }

    fn score_formula(&self, value: &str, place: usize) -> String {
        let [weight, floor, full] = [WEIGHT, FLOOR, FULL].map(|column| self.defined(place, column));
        let share = format!("ROUND(({value}-{floor})/({full}-{floor}),12)");
        format!(
            "=IF(ISERROR({value}),\"—\",IF({share}>=1,{weight},MAX(0,MIN(ROUND(ROUND({weight}*{share},10),2),{weight}-0.01))))"
        )
    }

    /// The formula as a spreadsheet computes it; a figure that is no number makes an error, not a 0.
    fn excel(&self, formula: &Formula, row: usize) -> String {
        let list = |parts: &[Formula]| parts.iter().map(|part| self.excel(part, row)).collect::<Vec<_>>().join(",");
        match formula {
            Formula::Number(text, _) => text.clone(),
            Formula::Figure(figure) => format!("(0+{})", self.figure_cell(figure, row)),
            Formula::Two(left, operator, right) => {
                format!("({}{}{})", self.excel(left, row), operator.sign(), self.excel(right, row))
            }
            Formula::Least(parts) => format!("MIN({})", list(parts)),
            Formula::Greatest(parts) => format!("MAX({})", list(parts)),
            Formula::If(test, yes, no) => {
                let Comparison { left, relation, right } = test.as_ref();
                let (left, right) = (self.excel(left, row), self.excel(right, row));
                format!("IF({left}{}{right},{},{})", relation.sign(), self.excel(yes, row), self.excel(no, row))
            }
        }
    }

    fn figure_cell(&self, figure: &Figure, row: usize) -> String {
        let place = self.figures.iter().position(|name| name.0 == figure.query && name.1 == figure.column);
        format!("'{FIGURES}'!{}", cell(self.material.first_row, row, BEFORE_FIGURES + place.unwrap_or(0)))
    }
}

/// Column of an indicator's value; its score stands right of it.
fn value_column(indicator: usize) -> usize {
    BEFORE_MARKS + 2 * indicator
}

fn cell(first_row: u32, row: usize, column: usize) -> String {
    address(first_row + u32::try_from(row).unwrap_or(0), u32::try_from(column).unwrap_or(0) + 1)
}

/// `'指标定义'!$F$4`.
fn absolute(sheet: &str, row: u32, column: u32) -> String {
    format!("'{sheet}'!${}${row}", column_letters(column))
}
