//! Parameters of a query: typed values that go in as a one-row table, so that they can never change the statement.

use std::collections::BTreeMap;

use polars::prelude::{Column, DataFrame, NamedFrom, Series};

use super::{
    contract::{Fallback, Parameter, Query},
    nearest::nearest,
    schema::Kind,
    tables::data_type,
};
use crate::domain::{Date, table::Value};
use crate::error::{Error, Result};

/// What was given on the command line: `--param K=V`.
pub type Arguments = BTreeMap<String, String>;

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
        None => error.remedy(format!("可用的参数：{}。", names.join("、"))),
    }
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
            Series::full_null(name, 1, &data_type(parameter.kind))
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
    if !parameter.choices.is_empty() && !parameter.choices.iter().any(|choice| choice == text) {
        let choices = parameter.choices.join("、");
        return Err(Error::usage(format!("参数 {} 不能是“{text}”，只能是 {choices}", parameter.name)));
    }
    let read = match parameter.kind {
        Kind::Text => Some(Value::Text(text.to_owned())),
        Kind::Integer => text.parse().ok().map(Value::Int),
        Kind::Date => text.parse::<Date>().ok().map(Value::Date),
        Kind::Boolean => match text {
            "true" | "是" => Some(Value::Bool(true)),
            "false" | "否" => Some(Value::Bool(false)),
            _ => None,
        },
    };
    read.ok_or_else(|| {
        let shape = match parameter.kind {
            Kind::Text => "文本",
            Kind::Integer => "整数（如 6）",
            Kind::Date => "日期（如 2023-04-30）",
            Kind::Boolean => "是或否",
        };
        Error::usage(format!("参数 {} 的值“{text}”不是{shape}", parameter.name))
    })
}
