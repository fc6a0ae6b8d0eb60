//! From a figure, named in words or by its place in `indicators.json`, to the questions that show what it is made of.
//!
//! Only says what to ask; the queries `figure_entries` and `figure_findings` answer. Every figure of `indicators.json` has
//! its questions; texts and dates of the file are no figures.

mod names;

use std::collections::BTreeMap;

use serde_json::Value;

use names::{COUNTS, OTHERS, RATES, key_of, labels};

use super::{nearest::nearest, params::Arguments};
use crate::domain::{
    Date,
    config::{Config, County},
    finding::Code,
    industry,
    ledger::Ledger,
};
use crate::error::{Error, Result};

/// A figure and the questions that show what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What it is called (`滑县 退出率`).
    pub title: String,
    /// The questions.
    pub parts: Vec<Part>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it shows.
    pub title: String,
    /// Name of the query.
    pub query: &'static str,
    /// What is given to it.
    pub arguments: Arguments,
    /// The state of this day instead of T's.
    pub day: Option<Date>,
    /// Only the rows of this county, where the query itself takes none.
    pub county: Option<String>,
}

/// The entries that a figure is about: the parameters of `figure_entries`, and the day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Scope {
    given: BTreeMap<&'static str, String>,
    day: Option<Date>,
    words: Vec<String>,
}

/// The figure that is meant: one word with a dot or a bracket is a place in `indicators.json` (`counties[滑县].exit_rate`,
/// `weekly[3].exited`), otherwise the words name it (`滑县 行政处罚 退出率`), in any order.
///
/// # Errors
/// What was not understood, with what was probably meant.
pub fn figure(words: &[String], month: &str, config: &Config, indicators: &Value) -> Result<Figure> {
    match words {
        [path] if path.contains(['.', '[']) => of_path(path, month, config, indicators),
        words => of_words(words, month, config),
    }
}

/// Whether these words are a place in `indicators.json`.
pub fn is_path(words: &[String]) -> bool {
    matches!(words, [path] if path.contains(['.', '[']))
}

fn unknown_place(path: &str) -> Error {
    Error::usage(format!("indicators.json 里没有“{path}”这个数字。"))
        .remedy("例如 city.exit_rate、counties[滑县].exit_rate、weekly[3].exited；也可以写：tongbao trace 滑县 退出率")
}

fn of_path(path: &str, month: &str, config: &Config, indicators: &Value) -> Result<Figure> {
    let plain = path.trim_start_matches('$').trim_start_matches('.');
    let (head, rest) = plain.split_at(plain.find(['.', '[']).unwrap_or(plain.len()));
    if ["pace", "findings"].contains(&head) {
        return part_of(plain, month, &Scope::default()).ok_or_else(|| unknown_place(path));
    }
    let (scope, key) = match rest.strip_prefix('[') {
        None if head == "city" => (Scope::default(), rest),
        None => return Err(unknown_place(path)),
        Some(rest) => {
            let (index, key) = rest.split_once(']').ok_or_else(|| unknown_place(path))?;
            let element = element(indicators.get(head), index).ok_or_else(|| unknown_place(path))?;
            (scope_of(head, element, config), key)
        }
    };
    let key = key.trim_start_matches('.');
    let key = [".num", ".den", ".text"].iter().find_map(|end| key.strip_suffix(end)).unwrap_or(key);
    part_of(key, month, &scope).ok_or_else(|| unknown_place(path))
}

/// The element of a list with this number, or with this text in it.
fn element<'a>(list: Option<&'a Value>, index: &str) -> Option<&'a Value> {
    let list = list?.as_array()?;
    let index = index.trim_matches(['"', '\'']);
    if let Ok(place) = index.parse::<usize>()
        && let Some(element) = list.get(place)
    {
        return Some(element);
    }
    list.iter().find(|element| {
        element.as_object().is_some_and(|fields| fields.values().any(|value| value.as_str() == Some(index)))
    })
}

/// What the fields of an element say about its entries.
fn scope_of(list: &str, element: &Value, config: &Config) -> Scope {
    let mut scope = Scope::default();
    let word = |field: &str| element.get(field).map(|value| value.as_str().unwrap_or("未填报").to_owned());
    if let Some(county) = word("county") {
        scope.words.push(config.county(&county).map_or_else(|| county.clone(), |unit| unit.name.clone()));
        scope.given.insert("county", county);
    }
    for field in ["ledger", "industry", "department"] {
        if let Some(value) = word(field) {
            scope.words.push(named(field, &value));
            scope.given.insert(field, value);
        }
    }
    if let Some(group) = word("group").filter(|_| list == "groups") {
        scope.words.push(group.clone());
        scope.given.insert("group", group);
    }
    if list == "weekly" {
        scope.day = word("as_of").and_then(|day| day.parse().ok());
        scope.words.extend(word("as_of"));
    }
    scope
}

fn named(field: &str, value: &str) -> String {
    let known = match field {
        "ledger" => Ledger::from_code(value).map(Ledger::label),
        "industry" => value.chars().next().and_then(industry::by_letter).map(|industry| industry.name),
        _ => None,
    };
    known.unwrap_or(value).to_owned()
}

fn of_words(words: &[String], month: &str, config: &Config) -> Result<Figure> {
    let (mut scope, mut key) = (Scope::default(), None);
    for word in words.iter().flat_map(|words| words.split_whitespace()) {
        if let Some(found) = key_of(word) {
            if key.replace(found).is_some() {
                return Err(Error::usage("一次只追溯一个数字。").remedy("例如：tongbao trace 滑县 退出率"));
            }
        } else if !narrow(&mut scope, word, config) {
            return Err(unknown_word(word, config));
        }
    }
    let Some(key) = key else {
        return Err(Error::usage("没有说要追溯哪个数字。").remedy(format!("可以是：{}。", labels().join("、"))));
    };
    part_of(&key, month, &scope).ok_or_else(|| {
        Error::usage("这个数字要指明县（市、区），也不分到这样的范围。").remedy("例如：tongbao trace 滑县 迟报周数")
    })
}

/// Takes a word that names a county, ledger, group, industry, department or week.
fn narrow(scope: &mut Scope, word: &str, config: &Config) -> bool {
    let called = |unit: &&County| [&unit.code, &unit.name, &unit.short].into_iter().any(|known| known == word);
    let department =
        config.departments.iter().find(|known| known.name == word || known.aliases.iter().any(|alias| alias == word));
    let industry = industry::ALL.iter().find(|known| known.name == word || word.chars().eq([known.letter]));
    let ledger = Ledger::ALL.into_iter().find(|ledger| ledger.label() == word || ledger.code() == word);
    let (field, value, shown) = if let Some(unit) = config.counties.iter().find(called) {
        ("county", unit.code.clone(), unit.name.clone())
    } else if let Some(ledger) = ledger {
        ("ledger", ledger.code().to_owned(), ledger.label().to_owned())
    } else if let Some(industry) = industry {
        ("industry", industry.letter.to_string(), industry.name.to_owned())
    } else if let Some(department) = department {
        ("department", department.name.clone(), department.name.clone())
    } else if config.counties.iter().any(|unit| unit.group == word) {
        ("group", word.to_owned(), word.to_owned())
    } else if word == "行业未填报" {
        ("industry", "未填报".to_owned(), word.to_owned())
    } else if word == "部门未填报" {
        ("department", "未填报".to_owned(), word.to_owned())
    } else if let Ok(day) = word.parse() {
        scope.day = Some(day);
        scope.words.push(word.to_owned());
        return true;
    } else {
        return word == "全市" || word == config.city;
    };
    scope.words.push(shown);
    scope.given.insert(field, value).is_none()
}

fn unknown_word(word: &str, config: &Config) -> Error {
    let places = config.counties.iter().flat_map(|unit| [unit.name.as_str(), unit.group.as_str()]);
    let departments = config.departments.iter().map(|department| department.name.as_str());
    let known = places.chain(departments).chain(labels());
    let error = Error::usage(format!("不知道“{word}”指什么，或者同一类说了两次。"));
    match nearest(word, known) {
        Some(close) => error.remedy(format!("是不是 {close}？例如：tongbao trace 滑县 退出率 --month 2023-04")),
        None => error.remedy(
            "写县（市、区）、台账、行业或部门，再写数字的名称。例如：tongbao trace 滑县 退出率 --month 2023-04",
        ),
    }
}

/// The questions for the figure of this key.
fn part_of(key: &str, month: &str, scope: &Scope) -> Option<Figure> {
    let of_week = scope.day.is_some();
    let allowed =
        |column: &str| !of_week || ["listed", "excluded", "governed", "exited", "remaining"].contains(&column);
    if let Some((_, label, column)) = COUNTS.iter().find(|(known, ..)| *known == key) {
        return allowed(column).then(|| scope.figure(label, vec![scope.entries(label, column, None)]));
    }
    if let Some((_, label, num, den)) = RATES.iter().find(|(known, ..)| *known == key) {
        return (allowed(num) && allowed(den)).then(|| scope.figure(label, vec![scope.entries(label, num, Some(den))]));
    }
    if of_week {
        return None;
    }
    if key == "previous.exit_rate_change" {
        let rates = [RATES[0], RATES[5]].map(|(_, label, num, den)| scope.entries(label, num, Some(den)));
        return Some(scope.figure("退出率变化", rates.to_vec()));
    }
    if let Some(code) = key.strip_prefix("findings.by_code.") {
        let named = Code::from_code(code)?.label();
        return Some(scope.figure(named, vec![scope.faults(named, [("code", code.to_owned())])?]));
    }
    if let Some(rest) = key.strip_prefix("weeks_late") {
        return late(rest, month, scope);
    }
    let (_, label, query) = OTHERS.iter().find(|(known, ..)| *known == key)?;
    if let Some(severity) = key.strip_prefix("findings.") {
        return Some(scope.figure(label, vec![scope.faults(label, [("severity", severity.to_owned())])?]));
    }
    // Weeks are a county's own; a rank says nothing without the others.
    let county = (*query == "timeliness").then(|| scope.given.get("county").cloned()).flatten();
    let mut parts = vec![Part { county, ..question(label, query, None) }];
    if key == "weeks_reported" {
        let county = scope.given.get("county").map(|county| ("county", county.clone()));
        parts.push(question("全部报送", "submissions", county));
    }
    Some(scope.figure(label, parts))
}

fn question(title: &str, query: &'static str, given: impl IntoIterator<Item = (&'static str, String)>) -> Part {
    let arguments = given.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Part { title: title.to_owned(), query, arguments, day: None, county: None }
}

fn late(rest: &str, month: &str, scope: &Scope) -> Option<Figure> {
    let county = scope.given.get("county")?.clone();
    let ledgers = match (rest.trim_start_matches('.'), scope.given.get("ledger")) {
        ("", None) => Ledger::ALL.to_vec(),
        ("", Some(code)) => vec![Ledger::from_code(code)?],
        (code, _) => vec![Ledger::from_code(code)?],
    };
    let part = |ledger: Ledger| {
        let given = [("month", month.to_owned()), ("county", county.clone()), ("ledger", ledger.code().to_owned())];
        question(&format!("迟报（{}）", ledger.label()), "late_reports", given)
    };
    Some(scope.figure("迟报周数", ledgers.into_iter().map(part).collect()))
}

impl Scope {
    fn figure(&self, label: &str, parts: Vec<Part>) -> Figure {
        let place =
            if self.given.is_empty() && self.day.is_none() { "全市".to_owned() } else { self.words.join(" ") };
        Figure { title: format!("{place} {label}"), parts }
    }

    /// Faults are told to counties, and to nothing smaller.
    fn faults(&self, title: &str, given: [(&'static str, String); 1]) -> Option<Part> {
        let county = self.given.get("county").map(|county| ("county", county.clone()));
        let known = self.given.len() == usize::from(county.is_some());
        known.then(|| question(title, "figure_findings", given.into_iter().chain(county)))
    }

    fn entries(&self, title: &str, figure: &str, base: Option<&str>) -> Part {
        let mut arguments: Arguments =
            self.given.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        arguments.insert("figure".to_owned(), figure.to_owned());
        arguments.extend(base.map(|base| ("base".to_owned(), base.to_owned())));
        Part { title: title.to_owned(), query: "figure_entries", arguments, day: self.day, county: None }
    }
}
