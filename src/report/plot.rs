//! A chart of any table: which columns name the points and which measure them is read from the table, or told.
//!
//! Never computes: a table that has two rows for one place in the picture is refused, not added up.

mod columns;

use super::{
    chart::{Bar, Chart, ChartKind, Series},
    words::{day, list, short_day},
};
use crate::{
    domain::{
        Date,
        rate::Rounding,
        table::{Column, Table, Value},
    },
    error::{Error, Result},
};

/// The shape that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A bar a row.
    Bar,
    /// A line a value column, over the rows.
    Line,
    /// Two label columns against each other.
    Heat,
}

/// What was asked for; columns by name or label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The shape.
    pub shape: Shape,
    /// Columns that name the points: one, or for a heat map rows and columns. Empty: found.
    pub labels: Vec<String>,
    /// Columns that measure. Empty: found.
    pub values: Vec<String>,
}

/// More bars or points than these are no picture any more.
const MOST_POINTS: usize = 200;
/// More lines or parts than these cannot be told apart.
const MOST_SERIES: usize = 6;
/// A heat map of more columns has no room for its figures.
const MOST_ACROSS: usize = 24;
/// What an empty label is called.
const BLANK: &str = "未填报";

/// The chart.
///
/// # Errors
/// No column fits, a column that does not exist, too many points; in plain Chinese, with the option that helps.
pub fn chart(table: &Table, wish: &Wish, as_of: Date, rounding: Rounding) -> Result<Chart> {
    let plot = Plot { table, rounding };
    if table.rows.is_empty() {
        return Err(Error::usage("查询没有结果，没有可以画的。").remedy("先不加 --chart 看一看结果。"));
    }
    let values = plot.values(wish)?;
    let kind = match wish.shape {
        Shape::Bar => plot.bars(&plot.labels(wish, 1)?, &values)?,
        Shape::Line => plot.lines(&plot.labels(wish, 1)?, &values)?,
        Shape::Heat => plot.heat(&plot.labels(wish, 2)?, &values)?,
    };
    let measured = list(&values.iter().map(|place| table.columns[*place].label.as_str()).collect::<Vec<_>>());
    let title = if table.title.is_empty() { measured } else { format!("{}：{measured}", table.title) };
    let shape = match wish.shape {
        Shape::Bar => "条形图",
        Shape::Line => "折线图",
        Shape::Heat => "热力图",
    };
    Ok(Chart {
        id: if table.id.is_empty() { "query".to_owned() } else { table.id.clone() },
        alt: format!("{shape}：{title}，共{}行；数据见同名查询的表。", table.rows.len()),
        title,
        subtitle: format!("{}截至{}", plot.unit(values[0]), day(as_of)),
        kind,
    })
}

struct Plot<'a> {
    table: &'a Table,
    rounding: Rounding,
}

impl Plot<'_> {
    fn column(&self, place: usize) -> &Column {
        &self.table.columns[place]
    }

    fn cells(&self, place: usize) -> impl Iterator<Item = &Value> {
        self.table.rows.iter().filter_map(move |row| row.get(place))
    }

    fn tells_apart(&self, places: &[usize]) -> bool {
        let mut seen = std::collections::BTreeSet::new();
        (0..self.table.rows.len()).all(|row| seen.insert(self.label(row, places)))
    }

    fn label(&self, row: usize, places: &[usize]) -> String {
        let word = |place: &usize| match self.table.rows[row].get(*place) {
            Some(Value::Date(date)) if self.one_year(*place) => short_day(*date),
            Some(value) if *value != Value::Missing => value.text(self.rounding),
            Some(_) | None => BLANK.to_owned(),
        };
        places.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    /// Days of one year need no year: it stands in the subtitle.
    fn one_year(&self, place: usize) -> bool {
        use chrono::Datelike;
        let mut years =
            self.cells(place).filter_map(|value| if let Value::Date(date) = value { Some(date.year()) } else { None });
        let first = years.next();
        years.all(|year| Some(year) == first)
    }

    fn number(&self, row: usize, place: usize) -> Result<Option<f64>> {
        let number = match self.table.rows[row].get(place) {
            Some(Value::Rate(rate)) => rate.fraction().map(|share| share * 100.0),
            Some(Value::Int(number)) => Some(real(*number)),
            Some(Value::Decimal(units, decimals)) => {
                Some(real(*units) / 10_f64.powi(i32::try_from(*decimals).unwrap_or(0)))
            }
            Some(_) | None => None,
        };
        if number.is_some_and(|number| number < 0.0) {
            return Err(Error::usage(format!("“{}”一列有负数，画不成图。", self.column(place).label))
                .remedy("图只画从 0 起的数量和比率；请选别的列（--value）。"));
        }
        Ok(number)
    }

    fn text(&self, row: usize, place: usize) -> String {
        self.table.rows[row].get(place).map(|value| value.text(self.rounding)).unwrap_or_default()
    }

    fn few(&self) -> Result<()> {
        let rows = self.table.rows.len();
        if rows <= MOST_POINTS {
            return Ok(());
        }
        Err(Error::usage(format!("有 {rows} 行，一张图最多画 {MOST_POINTS} 行。"))
            .remedy("加 --limit 只画前若干行，或先按县（市、区）等汇总。"))
    }

    fn bars(&self, labels: &[usize], values: &[usize]) -> Result<ChartKind> {
        self.few()?;
        if values.len() > 1 {
            return self.stacked(labels, values);
        }
        let place = values[0];
        let bar = |row: usize| {
            Ok(Bar { label: self.label(row, labels), value: self.number(row, place)?, text: self.text(row, place) })
        };
        let bars: Vec<Bar> = (0..self.table.rows.len()).map(bar).collect::<Result<_>>()?;
        let most = bars.iter().filter_map(|bar| bar.value).fold(0.0, f64::max);
        Ok(ChartKind::Bars { most: (!self.is_rate(place)).then_some(most), bars, marks: Vec::new() })
    }

    fn stacked(&self, labels: &[usize], values: &[usize]) -> Result<ChartKind> {
        let counts =
            |row: usize| values.iter().map(|place| Ok(self.count(row, *place)?.unwrap_or(0))).collect::<Result<_>>();
        let bar = |row: usize| Ok((self.label(row, labels), counts(row)?));
        Ok(ChartKind::Stacked {
            parts: values.iter().map(|place| self.column(*place).label.clone()).collect(),
            bars: (0..self.table.rows.len()).map(bar).collect::<Result<_>>()?,
        })
    }

    fn lines(&self, labels: &[usize], values: &[usize]) -> Result<ChartKind> {
        self.few()?;
        if values.iter().any(|place| self.is_rate(*place) != self.is_rate(values[0])) {
            return Err(Error::usage("比率和数量的单位不同，不能画在一张图里。").remedy("--value 只选一类。"));
        }
        let rows = 0..self.table.rows.len();
        let series = |place: &usize| {
            Ok(Series {
                name: self.column(*place).label.clone(),
                values: rows.clone().map(|row| self.number(row, *place)).collect::<Result<_>>()?,
                texts: rows.clone().map(|row| self.text(row, *place)).collect(),
                plan: false,
            })
        };
        Ok(ChartKind::Lines {
            categories: rows.clone().map(|row| self.label(row, labels)).collect(),
            series: values.iter().map(series).collect::<Result<_>>()?,
            target: None,
        })
    }

    fn count(&self, row: usize, place: usize) -> Result<Option<u64>> {
        match self.table.rows[row].get(place) {
            Some(Value::Int(number)) if *number >= 0 => Ok(u64::try_from(*number).ok()),
            Some(Value::Missing | Value::Dash) | None => Ok(None),
            Some(_) => {
                Err(Error::usage(format!("“{}”一列不是从 0 起的整数，这种图只画数量。", self.column(place).label))
                    .remedy("用 --value 选一列数量。"))
            }
        }
    }

    fn heat(&self, labels: &[usize], values: &[usize]) -> Result<ChartKind> {
        let (mut rows, mut columns, mut found) = (Vec::new(), Vec::new(), Vec::new());
        for row in 0..self.table.rows.len() {
            let at = place_of(&mut rows, self.label(row, &labels[..1]));
            let across = place_of(&mut columns, self.label(row, &labels[1..2]));
            if found.iter().any(|(line, column, _)| (*line, *column) == (at, across)) {
                return Err(Error::usage(format!(
                    "“{}”和“{}”有两行，热力图的一格只能放一个数。",
                    rows[at], columns[across]
                ))
                .remedy("用 --label 选两列能把每一行分开的列，或先用 GROUP BY 汇总。"));
            }
            found.push((at, across, self.count(row, values[0])?));
        }
        if rows.len() > MOST_POINTS || columns.len() > MOST_ACROSS {
            return Err(Error::usage(format!(
                "热力图最多 {MOST_POINTS} 行、{MOST_ACROSS} 列，这里有 {} 行、{} 列。",
                rows.len(),
                columns.len()
            ))
            .remedy("用 --label 先写行、再写列，换一换，或先缩小范围。"));
        }
        let mut cells = vec![vec![None; columns.len()]; rows.len()];
        for (at, across, count) in found {
            cells[at][across] = count;
        }
        Ok(ChartKind::Heat { rows, columns, blank: "没有".to_owned(), cells })
    }
}

/// The place of the word in the list, put at its end where it is new.
fn place_of(words: &mut Vec<String>, word: String) -> usize {
    words.iter().position(|known| *known == word).unwrap_or_else(|| {
        words.push(word);
        words.len() - 1
    })
}

#[expect(clippy::cast_precision_loss, reason = "drawing only")]
fn real(number: i64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Shape, Wish, chart};
    use crate::domain::{
        Date,
        rate::{Rate, Rounding},
        table::{Column, Table, Value},
    };
    use crate::report::chart::ChartKind;

    fn word(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    /// Week, county, ledger, weeks in (no unit), count, rate.
    fn table() -> Table {
        let day = |text: &str| Value::Date(text.parse().unwrap());
        let row = |week: &str, county: &str, ledger: &str, count: i64| {
            let rate = Value::Rate(Rate::new(1, u64::try_from(count).unwrap()));
            vec![word("410526"), day(week), word(county), word(ledger), Value::Int(7), Value::Int(count), rate]
        };
        Table {
            title: "题".into(),
            columns: vec![
                Column::new("county", "代码").hidden(),
                Column::new("as_of", "截止日"),
                Column::new("county_name", "县（市、区）"),
                Column::new("ledger_name", "台账"),
                Column::new("rank", "名次"),
                Column::new("remaining", "未退出数").unit("条"),
                Column::new("exit_rate", "退出率"),
            ],
            rows: vec![
                row("2023-04-02", "滑县", "判决", 4),
                row("2023-04-09", "滑县", "处罚", 2),
                row("2023-04-16", "内黄县", "处罚", 1),
            ],
            ..Table::default()
        }
    }

    fn drawn(
        table: &Table,
        shape: Shape,
        labels: &[&str],
        values: &[&str],
    ) -> crate::error::Result<crate::report::Chart> {
        let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let wish = Wish { shape, labels: own(labels), values: own(values) };
        chart(table, &wish, Date::from_ymd_opt(2023, 4, 30).unwrap(), Rounding::default())
    }

    #[test]
    fn bars_take_the_first_rate_and_as_many_labels_as_tell_the_rows_apart() {
        let chart = drawn(&table(), Shape::Bar, &[], &[]).unwrap();
        let ChartKind::Bars { most: None, bars, .. } = chart.kind else { panic!("{:?}", chart.kind) };
        assert_eq!(bars.iter().map(|bar| bar.text.as_str()).collect::<Vec<_>>(), ["25.00%", "50.00%", "100.00%"]);
        assert_eq!(bars[0].label, "4月2日");
        assert_eq!((chart.title.as_str(), chart.subtitle.as_str()), ("题：退出率", "单位：%　截至2023年4月30日"));
        let mut plain = table();
        plain.columns.remove(1);
        plain.rows.iter_mut().for_each(|row| drop(row.remove(1)));
        let ChartKind::Bars { bars, .. } = drawn(&plain, Shape::Bar, &[], &[]).unwrap().kind else { panic!() };
        assert_eq!(bars[1].label, "滑县 处罚");
    }

    #[test]
    fn columns_can_be_named_by_name_or_label() {
        let chart = drawn(&table(), Shape::Bar, &["台账"], &["remaining"]).unwrap();
        let ChartKind::Bars { most: Some(most), bars, .. } = chart.kind else { panic!("{:?}", chart.kind) };
        assert!((most - 4.0).abs() < f64::EPSILON);
        assert_eq!((bars[0].label.as_str(), bars[0].text.as_str()), ("判决", "4"));
        let two = drawn(&table(), Shape::Bar, &["as_of"], &["remaining", "名次"]).unwrap();
        let ChartKind::Stacked { parts, bars } = two.kind else { panic!("{:?}", two.kind) };
        assert_eq!((parts, bars[0].1.clone()), (vec!["未退出数".to_owned(), "名次".to_owned()], vec![4, 7]));
    }

    #[test]
    fn lines_run_over_the_dates_and_heat_maps_over_two_labels() {
        let ChartKind::Lines { categories, series, .. } = drawn(&table(), Shape::Line, &[], &[]).unwrap().kind else {
            panic!()
        };
        assert_eq!(categories, ["4月2日", "4月9日", "4月16日"]);
        assert_eq!(series[0].texts, ["25.00%", "50.00%", "100.00%"]);
        let heat = drawn(&table(), Shape::Heat, &["county_name", "ledger_name"], &[]).unwrap().kind;
        let ChartKind::Heat { rows, columns, cells, .. } = heat else { panic!() };
        assert_eq!((rows.len(), columns.len()), (2, 2));
        assert_eq!(cells, [[Some(4), Some(2)], [None, Some(1)]]);
    }

    #[test]
    fn what_cannot_be_drawn_is_refused_with_a_way_out() {
        let mut words = table();
        words.columns.truncate(4);
        words.rows.iter_mut().for_each(|row| row.truncate(4));
        let mut negative = table();
        negative.rows[0][5] = Value::Int(-1);
        let mut twice = table();
        twice.rows[1] = twice.rows[0].clone();
        for (error, said) in [
            (drawn(&words, Shape::Bar, &[], &[]), "没有数字列"),
            (drawn(&table(), Shape::Bar, &[], &["县（市、区）"]), "不是数字"),
            (drawn(&table(), Shape::Bar, &[], &["没有"]), "没有“没有”这一列"),
            (drawn(&table(), Shape::Heat, &["台账"], &[]), "两列文字"),
            (drawn(&table(), Shape::Heat, &[], &["exit_rate"]), "只画数量"),
            (drawn(&negative, Shape::Bar, &[], &["remaining"]), "负数"),
            (drawn(&twice, Shape::Heat, &[], &[]), "有两行"),
            (drawn(&table(), Shape::Line, &[], &["remaining", "exit_rate"]), "单位不同"),
            (drawn(&Table::default(), Shape::Bar, &[], &[]), "没有结果"),
        ] {
            let error = error.unwrap_err();
            assert!(error.message.contains(said) && !error.remedy.is_empty(), "{said}: {error}");
        }
    }
}
