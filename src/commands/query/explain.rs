//! What queries there are and what one of them answers, in Chinese, from their contracts.

use crate::{
    commands::Setting,
    error::Result,
    indicator::{
        catalogue::Catalogue,
        contract::Query,
        parameter::{Fallback, Parameter},
    },
    workspace::OwnText,
};

/// The queries of the workspace that is meant; none outside of one, for the built-in ones need no workspace.
pub(super) fn own_queries(setting: &Setting) -> Result<Vec<OwnText>> {
    match setting.workspace() {
        Ok(workspace) => Ok(workspace.queries),
        Err(error) if setting.workspace.is_some() => Err(error),
        Err(_) => Ok(Vec::new()),
    }
}

/// All queries by topic, a line each.
pub(super) fn list(catalogue: &Catalogue) -> String {
    let width = catalogue.list().map(|query| query.name.len()).max().unwrap_or(0);
    let mut lines = Vec::new();
    for (topic, queries) in catalogue.by_topic() {
        lines.push(topic.to_owned());
        lines.extend(queries.iter().map(|query| format!("  {:width$}  {}{}", query.name, query.meaning, takes(query))));
    }
    lines.push(String::new());
    lines.push("看一个查询的说明、参数、列和例子：tongbao query 名称 --help".to_owned());
    lines.join("\n")
}

/// The parameters of a query in a word, for the list.
fn takes(query: &Query) -> String {
    let names: Vec<&str> = query.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    if names.is_empty() { String::new() } else { format!("（参数：{}）", names.join("、")) }
}

/// One query: what it answers, what it takes, what comes out, how to ask, who answers for it.
pub(super) fn query(query: &Query) -> String {
    let mut lines = vec![format!("{}（{}）", query.title, query.name), String::new(), format!("  {}", query.meaning)];
    lines.push(format!("  每行是什么：{}", query.grain));
    lines.push(format!("  口径负责：{}", query.owner));
    lines.extend(query.notes.iter().map(|note| format!("  注：{note}")));
    if !query.parameters.is_empty() {
        lines.extend([String::new(), "参数（写成 --param 名=值，可写多个）：".to_owned()]);
        lines.extend(query.parameters.iter().map(parameter));
    }
    lines.extend([String::new(), "列：".to_owned()]);
    for output in &query.outputs {
        let column = output.column();
        let unit = if column.unit.is_empty() { String::new() } else { format!("（{}）", column.unit) };
        let hidden = if column.hidden { "，屏幕上不显示" } else { "" };
        lines.push(format!("  {}  {}{unit}{hidden}", column.name, column.label));
    }
    lines.extend([String::new(), "例：".to_owned(), format!("  {}", query.example)]);
    lines.push(String::new());
    lines.push("月份、格式、写到文件等选项对每个查询都一样，见 tongbao query --help".to_owned());
    lines.join("\n")
}

/// A parameter with its type, what holds without it, and what may be given.
fn parameter(parameter: &Parameter) -> String {
    let default = match &parameter.default {
        Fallback::Required => "必填".to_owned(),
        Fallback::Missing => "可不填".to_owned(),
        Fallback::Text(value) => format!("不填为 {value}"),
    };
    let choices = parameter.choices.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
    let choices = if choices.is_empty() { choices } else { format!("；可选 {choices}") };
    format!("  {}  {}（{}，{default}）{choices}", parameter.name, parameter.label, parameter.kind.label())
}
