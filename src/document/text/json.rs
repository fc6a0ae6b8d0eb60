//! A table as JSON: a list of objects whose keys are the columns' names.

use serde_json::{Map, Value as Json, json};

use crate::domain::{
    rate::{Rate, Rounding, decimal},
    table::{Table, Value},
};

/// The table, two-space indent, a line feed at its end.
pub fn json(table: &Table, rounding: Rounding) -> String {
    let row = |cells: &Vec<Value>| -> Json {
        let pairs = table.columns.iter().zip(cells).map(|(column, value)| (column.name.clone(), cell(value, rounding)));
        Json::Object(pairs.collect::<Map<_, _>>())
    };
    let rows: Json = table.rows.iter().map(row).collect();
    serde_json::to_string_pretty(&rows).map_or_else(|_| String::new(), |text| text + "\n")
}

fn cell(value: &Value, rounding: Rounding) -> Json {
    match value {
        Value::Missing | Value::Dash => Json::Null,
        Value::Text(text) => json!(text),
        Value::Int(number) => json!(number),
        Value::Decimal(units, decimals) => {
            decimal(*units, *decimals).parse::<f64>().map_or(Json::Null, |number| json!(number))
        }
        Value::Rate(rate) => rate_of(*rate, rounding),
        Value::Date(day) => json!(day.to_string()),
        Value::Bool(flag) => json!(flag),
    }
}

fn rate_of(rate: Rate, rounding: Rounding) -> Json {
    json!({ "num": rate.num, "den": rate.den, "text": rate.text(rounding) })
}

#[cfg(test)]
mod tests {
    use super::json;
    use crate::domain::{
        rate::{Rate, Rounding},
        table::{Column, Table, Value},
    };

    #[test]
    fn rows_are_objects_with_names_in_order() {
        let table = Table {
            columns: vec![Column::new("z", "甲"), Column::new("a", "乙"), Column::new("m", "丙")],
            rows: vec![vec![Value::Rate(Rate::new(1, 2)), Value::Missing, Value::Decimal(125, 1)]],
            ..Table::default()
        };
        let text = json(&table, Rounding::default());
        let flat: String = text.split_whitespace().collect();
        assert_eq!(flat, r#"[{"z":{"num":1,"den":2,"text":"50.00%"},"a":null,"m":12.5}]"#);
        assert_eq!(json(&Table::default(), Rounding::default()), "[]\n");
    }
}
