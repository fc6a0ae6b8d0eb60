//! From a figure, named in words or by its place in `indicators.json`, to the questions that show what it is made of.
//!
//! Only says what to ask; the queries `figure_entries` and `figure_findings` answer. Every figure of `indicators.json` has
//! its questions; texts and dates of the file are no figures.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{nearest::nearest, params::Arguments};
use crate::domain::{
    Date,
    config::{Config, County},
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
}

/// The entries that a figure is about: the parameters of `figure_entries`, and the day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Scope {
    given: BTreeMap<&'static str, String>,
    day: Option<Date>,
    words: Vec<String>,
}

/// Counts: key in `indicators.json`, what people say, column of the view `entries`.
const COUNTS: [(&str, &str, &str); 14] = [
    ("listed", "名单数", "listed"),
    ("excluded", "剔除数", "excluded"),
    ("governed", "治理对象数", "governed"),
    ("exited", "退出数", "exited"),
    ("remaining", "未退出数", "remaining"),
    ("operating", "在经营数", "operating"),
    ("interviewed", "已约谈数", "interviewed"),
    ("pledged", "已承诺数", "pledged"),
    ("supervised", "已纳入重点监管数", "supervised"),
    ("entities", "市场主体数", "entities"),
    ("records", "失信次数", "records"),
    ("previous.new", "新增数", "new"),
    ("previous.newly_exited", "新退出数", "newly_exited"),
    ("previous.reentered", "回流数", "reentered"),
];

/// Rates: key, what people say, column of the part, column of the whole.
const RATES: [(&str, &str, &str, &str); 6] = [
    ("exit_rate", "退出率", "exited", "governed"),
    ("exclusion_rate", "剔除率", "excluded", "listed"),
    ("interview_rate", "约谈覆盖率", "interviewed", "operating"),
    ("pledge_rate", "承诺覆盖率", "pledged", "operating"),
    ("supervision_rate", "重点监管覆盖率", "supervised", "governed"),
    ("previous.exit_rate", "上期退出率", "previous_exited", "previous_governed"),
];

/// Figures that are not counted from entries: key, what people say, query.
const OTHERS: [(&str, &str, &str); 10] = [
    ("rank", "名次", "county_ranking"),
    ("rank_in_group", "组内名次", "county_ranking"),
    ("previous_rank", "上期名次", "county_ranking"),
    ("weeks_due", "应报周数", "timeliness"),
    ("pace.exits_per_week", "每周退出数", "pace"),
    ("pace.needed_per_week", "每周需退出数", "pace"),
    ("pace.clears_on", "清零日期", "pace"),
    ("findings.error", "错误", "figure_findings"),
    ("findings.warning", "警告", "figure_findings"),
    ("findings.notice", "提示", "figure_findings"),
];

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
    part_of(key, month, &scope)
        .ok_or_else(|| Error::usage("这个数字要指明县（市、区）。").remedy("例如：tongbao trace 滑县 名次"))
}

/// The key of what people say, with or without 数, or of the key itself.
fn key_of(word: &str) -> Option<&'static str> {
    let all =
        COUNTS.iter().map(|(key, label, _)| (*key, *label)).chain(RATES.iter().map(|(key, label, ..)| (*key, *label)));
    let all = all.chain(OTHERS.iter().map(|(key, label, _)| (*key, *label)));
    let all = all.chain([("previous.exit_rate_change", "退出率变化"), ("weeks_late", "迟报周数")]);
    let mut all = all.filter(|(key, label)| *key == word || *label == word || label.trim_end_matches('数') == word);
    all.next().map(|(key, _)| key)
}

fn labels() -> Vec<&'static str> {
    let counts = COUNTS.iter().map(|(_, label, _)| *label);
    let rates = RATES.iter().map(|(_, label, ..)| *label);
    let others = OTHERS.iter().map(|(_, label, _)| *label);
    counts.chain(rates).chain(others).chain(["退出率变化", "迟报周数"]).collect()
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
        return Some(
            scope.figure(code, vec![question("数据质量问题", "figure_findings", [("code", code.to_owned())])]),
        );
    }
    if let Some(rest) = key.strip_prefix("weeks_late") {
        return late(rest, month, scope);
    }
    let (_, label, query) = OTHERS.iter().find(|(known, ..)| *known == key)?;
    let severity = key.strip_prefix("findings.").map(|severity| ("severity", severity.to_owned()));
    Some(scope.figure(label, vec![question(label, query, severity)]))
}

fn question(title: &str, query: &'static str, given: impl IntoIterator<Item = (&'static str, String)>) -> Part {
    let arguments = given.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Part { title: title.to_owned(), query, arguments, day: None }
}

fn late(rest: &str, month: &str, scope: &Scope) -> Option<Figure> {
    let county = scope.given.get("county")?.clone();
    let ledgers = match rest.trim_start_matches('.') {
        "" => Ledger::ALL.to_vec(),
        code => vec![Ledger::from_code(code)?],
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

    fn entries(&self, title: &str, figure: &str, base: Option<&str>) -> Part {
        let mut arguments: Arguments =
            self.given.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        arguments.insert("figure".to_owned(), figure.to_owned());
        arguments.extend(base.map(|base| ("base".to_owned(), base.to_owned())));
        Part { title: title.to_owned(), query: "figure_entries", arguments, day: self.day }
    }
}
