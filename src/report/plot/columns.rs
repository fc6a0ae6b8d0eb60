//! Which columns of a table name the points and which measure them.

use super::{MOST_SERIES, Plot, Shape, Wish};
use crate::{
    domain::table::Value,
    error::{Error, Result},
    report::words::list,
};

impl Plot<'_> {
    /// Whether every cell passes and one of them is not empty.
    fn holds(&self, place: usize, test: fn(&Value) -> bool) -> bool {
        let mut filled = self.cells(place).filter(|value| **value != Value::Missing).peekable();
        filled.peek().is_some() && filled.all(test)
    }

    pub(super) fn unit(&self, place: usize) -> String {
        let unit = if self.is_rate(place) { "%" } else { self.column(place).unit.as_str() };
        if unit.is_empty() { String::new() } else { format!("单位：{unit}　") }
    }

    pub(super) fn is_rate(&self, place: usize) -> bool {
        self.holds(place, |value| matches!(value, Value::Rate(_) | Value::Dash))
    }

    fn is_number(&self, place: usize) -> bool {
        self.holds(place, Value::is_numeric)
    }

    fn is_label(&self, place: usize) -> bool {
        self.holds(place, |value| matches!(value, Value::Text(_) | Value::Date(_) | Value::Bool(_)))
    }

    fn is_date(&self, place: usize) -> bool {
        self.holds(place, |value| matches!(value, Value::Date(_)))
    }

    /// The columns that fit, those that a screen shows first.
    fn fitting(&self, test: impl Fn(&Self, usize) -> bool) -> Vec<usize> {
        let all = 0..self.table.columns.len();
        let mut fitting: Vec<usize> = all.filter(|place| test(self, *place)).collect();
        fitting.sort_by_key(|place| self.column(*place).hidden);
        fitting
    }

    fn named(&self, words: &[String]) -> Result<Vec<usize>> {
        let place = |word: &String| {
            let columns = &self.table.columns;
            let found = columns.iter().position(|column| column.name == *word || column.label == *word);
            found.ok_or_else(|| {
                let known: Vec<String> =
                    columns.iter().map(|column| format!("{}（{}）", column.name, column.label)).collect();
                Error::usage(format!("结果里没有“{word}”这一列。")).remedy(format!("有这些列：{}。", list(&known)))
            })
        };
        words.iter().map(place).collect()
    }

    /// The columns that measure: told, else the first rate, else the first count with a unit, else the first number.
    pub(super) fn values(&self, wish: &Wish) -> Result<Vec<usize>> {
        let told = self.named(&wish.values)?;
        if let Some(place) = told.iter().find(|place| !self.is_number(**place)) {
            return Err(Error::usage(format!("“{}”一列不是数字，画不出来。", self.column(*place).label))
                .remedy("--value 后面写数字列的名称。"));
        }
        if told.len() > MOST_SERIES {
            return Err(Error::usage(format!("一张图最多画 {MOST_SERIES} 列数字。")));
        }
        if !told.is_empty() {
            return Ok(told);
        }
        let numbers = self.fitting(Self::is_number);
        let rate = numbers.iter().find(|place| wish.shape != Shape::Heat && self.is_rate(**place));
        let counted = |place: &&usize| !self.column(**place).unit.is_empty() && !self.is_rate(**place);
        rate.or_else(|| numbers.iter().find(counted)).or(numbers.first()).map(|place| vec![*place]).ok_or_else(|| {
            Error::usage("结果里没有数字列，没有可以画的。").remedy("在查询里加一列数量，如 COUNT(*) AS 数量。")
        })
    }

    /// The columns that name the points: told, else the first labels; dates first for a line.
    pub(super) fn labels(&self, wish: &Wish, needed: usize) -> Result<Vec<usize>> {
        let told = self.named(&wish.labels)?;
        if !told.is_empty() {
            let enough = told.len() == needed || (wish.shape == Shape::Bar && told.len() > needed);
            return if enough { Ok(told) } else { Err(labels_missing(needed)) };
        }
        let mut labels = self.fitting(Self::is_label);
        if wish.shape == Shape::Line {
            labels.sort_by_key(|place| !self.is_date(*place));
        }
        if labels.len() < needed {
            return Err(labels_missing(needed));
        }
        let mut taken = needed;
        // Where one column does not tell the rows apart (each county comes once a ledger), the next one helps.
        while wish.shape == Shape::Bar && taken < labels.len().min(3) && !self.tells_apart(&labels[..taken]) {
            taken += 1;
        }
        labels.truncate(taken);
        Ok(labels)
    }
}

fn labels_missing(needed: usize) -> Error {
    let what = if needed == 2 { "两列文字（行和列各一列）" } else { "一列文字或日期" };
    Error::usage(format!("画这种图要有{what}作名称。"))
        .remedy("用 --label 写列名；热力图写两个：--label 行 --label 列。")
}
