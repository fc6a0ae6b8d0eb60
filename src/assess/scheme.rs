//! Schemes as they are written in `assess/*.toml`, read strictly: a fault is told with its file and line.

use std::collections::{BTreeMap, BTreeSet};

use include_dir::{Dir, include_dir};
use serde::Deserialize;
use toml::Spanned;

use super::{
    exact::Exact,
    formula::{Figure, Formula},
    sheets::RESERVED,
};
use crate::{
    domain::{nearest::nearest, rate::decimal, table::Value},
    error::{Error, Result},
    indicator::{catalogue::Catalogue, contract::Query, parameter::Fallback},
};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assess");

/// Hundredths of a mark: scores have two decimals.
pub type Hundredths = i64;

/// One assessment with its indicators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// Name of the file without its ending.
    pub name: String,
    /// Name of the assessment.
    pub title: String,
    /// The document that it rests on.
    pub source: String,
    /// The weights are examples, no official ones.
    pub example: bool,
    /// At least one, names differ.
    pub indicators: Vec<Indicator>,
}

/// One indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Name.
    pub name: String,
    /// The formula as written.
    pub written: String,
    /// The formula as understood.
    pub formula: Formula,
    /// Unit of its value, `%` or any other; may be empty.
    pub unit: String,
    /// Full mark; above 0.
    pub weight: Hundredths,
    /// Which way is better.
    pub direction: Direction,
    /// The value that earns nothing.
    pub floor: Amount,
    /// The value that earns the full mark.
    pub full: Amount,
    /// Where the indicator comes from.
    pub source: String,
    /// The query that lists the entries behind it.
    pub evidence: Option<String>,
    /// Where the formula stands, as messages show it.
    pub place: String,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The higher the better.
    Up,
    /// The lower the better.
    Down,
}

impl Direction {
    /// The word in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    /// The words people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Up => "越高越好",
            Self::Down => "越低越好",
        }
    }
}

/// A number as somebody wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// Its value.
    pub exact: Exact,
    units: i64,
    decimals: u32,
}

impl Amount {
    fn read(text: &str) -> Option<Self> {
        let decimals = text.split_once('.').map_or(0, |(_, part)| part.len());
        let units = text.replacen('.', "", 1).parse().ok()?;
        Some(Self { exact: Exact::decimal(text)?, units, decimals: u32::try_from(decimals).ok()? })
    }

    /// As text with the decimals that were written.
    pub fn text(self) -> String {
        decimal(self.units, self.decimals)
    }

    /// As a cell.
    pub fn value(self) -> Value {
        if self.decimals == 0 { Value::Int(self.units) } else { Value::Decimal(self.units, self.decimals) }
    }
}

impl Scheme {
    /// All full marks together.
    pub fn weight(&self) -> Hundredths {
        self.indicators.iter().map(|indicator| indicator.weight).sum()
    }

    /// Every figure of its formulas with the place of the formula.
    pub fn figures(&self) -> impl Iterator<Item = (&Indicator, &Figure)> {
        self.indicators.iter().flat_map(|one| one.formula.figures().into_iter().map(move |figure| (one, figure)))
    }
}

/// The files that the program carries: name and text.
pub fn built_in() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = BUILT_IN
        .files()
        .filter(|file| file.path().extension().is_some_and(|ending| ending == "toml"))
        .filter_map(|file| Some((file.path().to_string_lossy().into_owned(), file.contents_utf8()?.to_owned())))
        .collect();
    files.sort();
    files
}

/// The schemes that the program carries overlaid with the workspace's: pairs of file name and text, in order of their names.
///
/// # Errors
/// A file that is not as `docs/methods.md` says, with its line; a query or column that there is not, with the nearest name.
pub fn schemes(own: &[(String, String)], catalogue: &Catalogue) -> Result<Vec<Scheme>> {
    let files: BTreeMap<String, String> = built_in().into_iter().chain(own.iter().cloned()).collect();
    let schemes = files.iter().map(|(name, text)| read(name, text, catalogue)).collect::<Result<Vec<Scheme>>>()?;
    let mut titles: BTreeSet<&str> = RESERVED.into();
    match schemes.iter().find(|scheme| !titles.insert(&scheme.title)) {
        None => Ok(schemes),
        Some(twice) => Err(Error::usage(format!("assess/{}.toml：“{}”这个名称已经用了。", twice.name, twice.title))
            .remedy("每个方案是工作簿里的一张表，title 不能重复，也不能是“指标定义”“取数”。")),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: Spanned<String>,
    source: Spanned<String>,
    #[serde(default)]
    example: bool,
    #[serde(default)]
    indicators: Vec<WrittenIndicator>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenIndicator {
    name: Spanned<String>,
    formula: Spanned<String>,
    #[serde(default)]
    unit: String,
    weight: Spanned<toml::Value>,
    direction: Direction,
    floor: Spanned<toml::Value>,
    full: Spanned<toml::Value>,
    source: Spanned<String>,
    evidence: Option<Spanned<String>>,
}

/// A file that is being read.
struct Place<'a> {
    name: &'a str,
    text: &'a str,
}

impl Place<'_> {
    fn line(&self, offset: usize) -> String {
        let before = self.text.get(..offset).unwrap_or(self.text);
        format!("assess/{} 第 {} 行", self.name, before.matches('\n').count() + 1)
    }

    fn wrong<T>(&self, at: &Spanned<T>, why: impl std::fmt::Display) -> Error {
        Error::usage(format!("{}：{why}", self.line(at.span().start)))
            .remedy("请对照 docs/methods.md 里考核方案的写法改正这一行；没有写出任何文件。")
    }

    fn filled(&self, text: &Spanned<String>, what: &str) -> Result<String> {
        let trimmed = text.get_ref().trim();
        if trimmed.is_empty() || trimmed.chars().any(char::is_control) {
            return Err(self.wrong(text, format!("{what} 不能空着，也不能换行")));
        }
        Ok(trimmed.to_owned())
    }

    fn amount(&self, value: &Spanned<toml::Value>, what: &str) -> Result<Amount> {
        let text = match value.get_ref() {
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Float(number) => number.to_string(),
            toml::Value::String(text) => text.trim().to_owned(),
            toml::Value::Boolean(_) | toml::Value::Datetime(_) | toml::Value::Array(_) | toml::Value::Table(_) => {
                return Err(self.wrong(value, format!("{what} 要写数字，如 60 或 12.5")));
            }
        };
        Amount::read(&text)
            .ok_or_else(|| self.wrong(value, format!("{what} 的“{text}”不是数字，请写成 60 或 12.5 这样，最多 18 位")))
    }
}

fn read(name: &str, text: &str, catalogue: &Catalogue) -> Result<Scheme> {
    let text = text.trim_start_matches('\u{feff}');
    let place = Place { name, text };
    let written: Written = toml::from_str(text).map_err(|cause| {
        let offset = cause.span().map_or(0, |span| span.start);
        Error::usage(format!("{} 有误：{}", place.line(offset), cause.message()))
            .remedy("请对照 docs/methods.md 里考核方案的写法，检查键名、引号和数字；没有写出任何文件。")
    })?;
    if written.indicators.is_empty() {
        return Err(place.wrong(&written.title, "方案里没有一个 [[indicators]]"));
    }
    let mut names = BTreeSet::new();
    let mut indicators = Vec::new();
    for one in &written.indicators {
        let indicator = indicator(one, &place, catalogue)?;
        if !names.insert(indicator.name.clone()) {
            return Err(place.wrong(&one.name, format!("指标“{}”写了两次", indicator.name)));
        }
        indicators.push(indicator);
    }
    Ok(Scheme {
        name: name.trim_end_matches(".toml").to_owned(),
        title: place.filled(&written.title, "title")?,
        source: place.filled(&written.source, "source")?,
        example: written.example,
        indicators,
    })
}

fn indicator(one: &WrittenIndicator, place: &Place<'_>, catalogue: &Catalogue) -> Result<Indicator> {
    let written = place.filled(&one.formula, "formula")?;
    let formula = Formula::read(&written)
        .map_err(|fault| place.wrong(&one.formula, format!("公式第 {} 个字符处：{}", fault.at, fault.why)))?;
    for figure in formula.figures() {
        known(figure, catalogue).map_err(|(why, close)| {
            let hint = close.map_or_else(String::new, |close| format!("，是不是 {close}？"));
            place.wrong(&one.formula, format!("公式第 {} 个字符处：{why}{hint}", figure.at))
        })?;
    }
    let (floor, full) = (place.amount(&one.floor, "floor")?, place.amount(&one.full, "full")?);
    let upwards = full.exact > floor.exact;
    if full.exact == floor.exact || upwards != (one.direction == Direction::Up) {
        let rule = match one.direction {
            Direction::Up => "越高越好（up）时，full 要大于 floor",
            Direction::Down => "越低越好（down）时，full 要小于 floor",
        };
        return Err(place.wrong(&one.full, rule));
    }
    if let Some(evidence) = &one.evidence {
        listing(evidence.get_ref(), catalogue).map_err(|why| place.wrong(evidence, why))?;
    }
    Ok(Indicator {
        name: place.filled(&one.name, "name")?,
        written,
        formula,
        unit: one.unit.trim().to_owned(),
        weight: weight(&one.weight, place)?,
        direction: one.direction,
        floor,
        full,
        source: place.filled(&one.source, "source")?,
        evidence: one.evidence.as_ref().map(|name| name.get_ref().clone()),
        place: place.line(one.formula.span().start),
    })
}

fn weight(written: &Spanned<toml::Value>, place: &Place<'_>) -> Result<Hundredths> {
    let amount = place.amount(written, "weight")?;
    let units = amount.exact.times(Exact::whole(100)).filter(|weight| *weight > Exact::ZERO);
    let whole = units.and_then(|units| units.fraction().parse::<Hundredths>().ok());
    whole
        .filter(|weight| *weight <= 1_000_000)
        .ok_or_else(|| place.wrong(written, "weight 要大于 0，不超过 10000，最多两位小数"))
}

/// Whether there is such a column; if not, what is wrong and what was probably meant.
fn known(figure: &Figure, catalogue: &Catalogue) -> std::result::Result<(), (String, Option<String>)> {
    let Some(query) = catalogue.get(&figure.query).filter(|query| !query.view) else {
        let close = nearest(&figure.query, catalogue.list().map(|query| query.name.as_str()));
        return Err((format!("没有叫“{}”的查询", figure.query), close.map(ToOwned::to_owned)));
    };
    if let Some(needed) = required(query) {
        return Err((format!("查询 {} 要给参数 {needed}，不能用在公式里", query.name), None));
    }
    let columns = || query.outputs.iter().map(|output| output.column().name.as_str());
    if !columns().any(|column| column == figure.column) {
        let close = nearest(&figure.column, columns()).map(|column| format!("{}.{column}", query.name));
        return Err((format!("查询 {} 没有叫“{}”的列", query.name, figure.column), close));
    }
    Ok(())
}

fn required(query: &Query) -> Option<&str> {
    let parameters = query.parameters.iter();
    parameters.filter(|one| one.default == Fallback::Required).map(|one| one.name.as_str()).next()
}

fn listing(name: &str, catalogue: &Catalogue) -> std::result::Result<(), String> {
    let Some(query) = catalogue.get(name).filter(|query| !query.view) else {
        let close = nearest(name, catalogue.list().map(|query| query.name.as_str()));
        let hint = close.map_or_else(String::new, |close| format!("，是不是 {close}？"));
        return Err(format!("evidence：没有叫“{name}”的查询{hint}"));
    };
    if let Some(needed) = required(query) {
        return Err(format!("evidence：查询 {name} 要给参数 {needed}，不能用作佐证"));
    }
    if !query.outputs.iter().any(|output| output.column().name == "county") {
        return Err(format!("evidence：查询 {name} 没有 county 列，分不出是哪个县（市、区）的"));
    }
    Ok(())
}
