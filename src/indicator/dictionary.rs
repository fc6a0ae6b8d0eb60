//! The data dictionary: every table and query with its columns, in Markdown, made from what the program itself uses.

use super::{catalogue::Catalogue, contract::Query, parameter::Fallback, schema::TABLES};

/// Tables first, then queries, each with a table of its columns.
pub fn markdown(catalogue: &Catalogue) -> String {
    let mut text = String::from("# 数据字典\n\n由程序生成，不要手改（见 tests/queries/contracts.rs）。\n\n## 表\n");
    for table in TABLES {
        text.extend(["\n### ", table.name, "\n\n", table.title, "。\n\n| 列 | 含义 | 类型 |\n|---|---|---|\n"]);
        for column in table.columns() {
            text.extend(["| `", column.name, "` | ", column.label, " | ", column.kind.label(), " |\n"]);
        }
    }
    text.push_str("\n## 查询\n");
    for (topic, queries) in catalogue.by_topic() {
        text.extend(["\n### ", topic, "\n"]);
        for query in queries {
            describe(&mut text, query);
        }
    }
    text
}

/// A query with its parameters and the table of its columns.
fn describe(text: &mut String, query: &Query) {
    text.extend(["\n#### ", &query.name, "\n\n", &query.title, "：", &query.meaning, &query.grain, "。例如 `"]);
    text.extend([query.example.as_str(), "`\n"]);
    for parameter in &query.parameters {
        let default = match &parameter.default {
            Fallback::Required => "必填",
            Fallback::Missing => "可不填",
            Fallback::Text(value) => value,
        };
        let head = ["\n- 参数 `", parameter.name.as_str(), "`（", parameter.kind.label(), "，", default, "）："];
        text.extend(head);
        text.push_str(&parameter.label);
        if !parameter.choices.is_empty() {
            let choices: Vec<String> = parameter.choices.iter().map(ToString::to_string).collect();
            text.extend(["，可选 ", &choices.join("、")]);
        }
    }
    text.push_str(if query.parameters.is_empty() { "" } else { "\n" });
    text.push_str("\n| 列 | 含义 | 单位 |\n|---|---|---|\n");
    for output in &query.outputs {
        let column = output.column();
        text.extend(["| `", column.name.as_str(), "` | ", &column.label, " | ", &column.unit, " |\n"]);
    }
}
