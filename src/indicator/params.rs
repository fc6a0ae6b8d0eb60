//! Parameters of a query: typed values that go in as a one-row table, so that they can never change the statement.

use std::collections::BTreeMap;

use polars::prelude::{Column, DataFrame, NamedFrom, Series};

use super::{
    contract::Query,
    nearest::nearest,
    parameter::{Fallback, Parameter, ParameterKind},
    schema::Kind,
    tables::data_type,
    words,
};
use crate::domain::{Date, config::Config, industry, table::Value};
use crate::error::{Error, Result};

/// What was given on the command line: `--param K=V`.
pub type Arguments = BTreeMap<String, String>;

/// What stands for a value that no ledger gives.
const BLANK: &str = "未填报";

/// The arguments as the SQL compares them: names and words that people use replaced by the query's names, codes of units,
/// letters of industries, full names of departments.
///
/// # Errors
/// A parameter or a word that nobody knows, with what was probably meant.
pub fn resolved(query: &Query, given: &Arguments, config: &Config) -> Result<Arguments> {
    let mut arguments = Arguments::new();
    for (word, text) in given {
        let known = words::parameter(&query.parameters, word);
        let parameter = known.ok_or_else(|| unknown_parameter(query, word))?;
        let value = known_word(parameter, text.trim(), config)?;
        if arguments.insert(parameter.name.clone(), value).is_some() {
            return Err(Error::usage(format!("参数 {} 写了两次。", parameter.name)).remedy("只留一个。"));
        }
    }
    Ok(arguments)
}

fn known_word(parameter: &Parameter, text: &str, config: &Config) -> Result<String> {
    let (known, candidates): (Option<String>, Vec<&str>) = match parameter.kind {
        ParameterKind::Plain(_) | ParameterKind::Month => return Ok(text.to_owned()),
        ParameterKind::County => {
            let named = |unit: &&crate::domain::config::County| {
                [&unit.code, &unit.name, &unit.short].iter().any(|name| name.as_str() == text)
            };
            let found = config.counties.iter().find(named).map(|unit| unit.code.clone());
            (found, config.counties.iter().map(|unit| unit.name.as_str()).collect())
        }
        ParameterKind::Industry => (industry_letter(text), industry::ALL.iter().map(|known| known.name).collect()),
        ParameterKind::Department => {
            let named = |known: &&crate::domain::config::Department| {
                known.name == text || known.aliases.iter().any(|alias| alias == text)
            };
            let found = config.departments.iter().find(named).map(|known| known.name.clone());
            (found, config.departments.iter().map(|known| known.name.as_str()).collect())
        }
    };
    if candidates.is_empty() {
        return Ok(text.to_owned());
    }
    let blank = (text == BLANK && parameter.kind != ParameterKind::County).then(|| BLANK.to_owned());
    known.or(blank).ok_or_else(|| unknown_word(parameter, text, &candidates))
}

/// The letter of an industry by letter, by name, or by the one name that contains the word (交通运输).
fn industry_letter(text: &str) -> Option<String> {
    let exact = |known: &&industry::Industry| known.name == text || text.to_uppercase().chars().eq([known.letter]);
    let part = text.trim_end_matches("行业").trim_end_matches('业');
    let mut holding = industry::ALL.iter().filter(|known| part.chars().count() >= 2 && known.name.contains(part));
    let only = match (holding.next(), holding.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    };
    industry::ALL.iter().find(exact).or(only).map(|known| known.letter.to_string())
}

fn unknown_word(parameter: &Parameter, text: &str, candidates: &[&str]) -> Error {
    let error = Error::usage(format!("参数 {}：没有“{text}”这个{}。", parameter.name, parameter.kind.label()));
    match nearest(text, candidates.iter().copied()) {
        Some(close) => error.remedy(format!("是不是 {close}？")),
        None => error.remedy(format!("可以写：{}。", candidates.join("、"))),
    }
}

/// The one-row table `params` of this query: a column `param_county` for the parameter `county`, so that no column of a
/// table it is joined to has its name.
///
/// # Errors
/// An argument that the query does not know, of the wrong type or not among its choices; a required one that is missing.
pub fn bind(query: &Query, given: &Arguments) -> Result<DataFrame> {
    if let Some(unknown) = given.keys().find(|name| !query.parameters.iter().any(|known| known.name == **name)) {
        return Err(unknown_parameter(query, unknown));
    }
    let columns = query.parameters.iter().map(|parameter| cell(query, parameter, given)).collect::<Result<Vec<_>>>()?;
    DataFrame::new(1, columns).map_err(|error| Error::failed("参数表无法建立").caused_by(error))
}

fn unknown_parameter(query: &Query, unknown: &str) -> Error {
    let names: Vec<&str> = query.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    let error = Error::usage(format!("查询 {} 没有参数“{unknown}”", query.name));
    match nearest(unknown, names.iter().copied()) {
        Some(name) => error.remedy(format!("是不是 {name}？例如：{}", query.example)),
        None if names.is_empty() => error.remedy("这个查询不需要参数。"),
        None => {
            let words: Vec<String> = query.parameters.iter().map(in_words).collect();
            error.remedy(format!("可用的参数：{}。说明见 tongbao query {} --help", words.join("、"), query.name))
        }
    }
}

/// Its name and what it is, without what holds where nothing is given.
fn in_words(parameter: &Parameter) -> String {
    let meaning = parameter.label.split('，').next().unwrap_or_default();
    if meaning.is_empty() { parameter.name.clone() } else { format!("{}（{meaning}）", parameter.name) }
}

fn cell(query: &Query, parameter: &Parameter, given: &Arguments) -> Result<Column> {
    let text = match (given.get(&parameter.name), &parameter.default) {
        (Some(text), _) | (None, Fallback::Text(text)) => Some(text),
        (None, Fallback::Missing) => None,
        (None, Fallback::Required) => {
            return Err(Error::usage(format!(
                "查询 {} 要给参数 {}（{}）",
                query.name, parameter.name, parameter.label
            ))
            .remedy(format!("例如：{}", query.example)));
        }
    };
    let value = text.map_or(Ok(Value::Missing), |text| value(parameter, text))?;
    let name = format!("param_{}", parameter.name).into();
    let series = match value {
        Value::Text(text) => Series::new(name, [text]),
        Value::Int(number) => Series::new(name, [number]),
        Value::Date(day) => Series::new(name, [day]),
        Value::Bool(flag) => Series::new(name, [flag]),
        Value::Missing | Value::Dash | Value::Decimal(..) | Value::Rate(_) => {
            Series::full_null(name, 1, &data_type(parameter.kind.column()))
        }
    };
    Ok(series.into())
}

/// `text` read by the parameter's type and choices.
///
/// # Errors
/// What is wrong with it.
pub fn value(parameter: &Parameter, text: &str) -> Result<Value> {
    let text = text.trim();
    if !parameter.choices.is_empty() {
        return chosen(parameter, text);
    }
    let (read, shape) = match parameter.kind {
        ParameterKind::Plain(Kind::Integer) => (text.parse().ok().map(Value::Int), "整数（如 6）"),
        ParameterKind::Plain(Kind::Date) => (text.parse::<Date>().ok().map(Value::Date), "日期（如 2023-04-30）"),
        ParameterKind::Plain(Kind::Boolean) => (truth(text), "是或否"),
        ParameterKind::Month => (month(text), "月份（如 2023-04）"),
        ParameterKind::Plain(Kind::Text)
        | ParameterKind::County
        | ParameterKind::Industry
        | ParameterKind::Department => (Some(Value::Text(text.to_owned())), "文本"),
    };
    read.ok_or_else(|| {
        Error::usage(format!("参数 {} 的值“{text}”不是{shape}", parameter.name))
            .remedy(format!("{}：{}。", parameter.name, parameter.label))
    })
}

fn truth(text: &str) -> Option<Value> {
    match text {
        "true" | "是" => Some(Value::Bool(true)),
        "false" | "否" => Some(Value::Bool(false)),
        _ => None,
    }
}

fn month(text: &str) -> Option<Value> {
    let first: Option<Date> = format!("{text}-01").parse().ok();
    (text.len() == 7 && first.is_some()).then(|| Value::Text(text.to_owned()))
}

/// The code of the choice that is meant by its code or its word.
fn chosen(parameter: &Parameter, text: &str) -> Result<Value> {
    let mut choices = parameter.choices.iter();
    match choices.find(|choice| choice.code == text || (!text.is_empty() && choice.word == text)) {
        Some(choice) => Ok(Value::Text(choice.code.clone())),
        None => {
            let known: Vec<String> = parameter.choices.iter().map(ToString::to_string).collect();
            let known = known.join("、");
            Err(Error::usage(format!("参数 {} 不能是“{text}”，只能是 {known}", parameter.name)))
        }
    }
}
