//! Takes personal data out of the tables before any SQL sees them (domain.md section 8).
//!
//! Names of sole traders and of entities without a usable code are masked; legal representatives, remarks, unusable codes
//! (people write identity numbers there) and the values met in findings are emptied; the message of a finding becomes its
//! general one; keys made of a name become numbers, so that they still join and count but say nothing.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{Column, DataFrame, IntoColumn, NamedFrom, Series, StringChunked};

use super::schema::PERSONAL;
use crate::domain::{finding::Code, personal, uscc};

const KEYS: [&str; 2] = ["key", "entity"];

/// Numbers for keys that contain a name.
pub(super) struct Aliases(BTreeMap<String, String>);

impl Aliases {
    pub(super) fn of<'a>(frames: impl Iterator<Item = &'a DataFrame>) -> Self {
        let mut named = BTreeSet::new();
        for frame in frames {
            let columns = KEYS.iter().filter_map(|name| text(frame, name));
            named.extend(columns.flat_map(StringChunked::iter).flatten().filter(|key| names_someone(key)));
        }
        let number = |(place, key): (usize, &str)| (key.to_owned(), format!("无代码-{:04}", place + 1));
        Self(named.into_iter().enumerate().map(number).collect())
    }
}

fn names_someone(key: &str) -> bool {
    let start = key.len().checked_sub(18).filter(|start| key.is_char_boundary(*start));
    !start.is_some_and(|start| uscc::is_valid(&key[start..]))
}

fn text<'a>(frame: &'a DataFrame, name: &str) -> Option<&'a StringChunked> {
    frame.column(name).ok()?.str().ok()
}

/// The table without personal data.
pub(super) fn mask(frame: &DataFrame, aliases: &Aliases) -> DataFrame {
    let columns: Vec<Column> = frame.columns().iter().map(|column| mask_column(frame, column, aliases)).collect();
    DataFrame::new(frame.height(), columns).unwrap_or_default()
}

fn mask_column(frame: &DataFrame, column: &Column, aliases: &Aliases) -> Column {
    let name = column.name().as_str();
    let Some(values) = text(frame, name) else { return column.clone() };
    let codes = text(frame, "uscc");
    // A name whose code is not at hand is masked like one without.
    let code = |row: usize| codes.and_then(|codes| codes.get(row));
    let kinds = text(frame, "code");
    let masked: Option<Vec<Option<String>>> = if PERSONAL.contains(&name) {
        Some(vec![None; values.len()])
    } else if KEYS.contains(&name) {
        Some(values.iter().map(|key| Some(alias(key?, aliases))).collect())
    } else {
        match (name, kinds) {
            ("name", _) => Some(values.iter().enumerate().map(|(row, name)| public(name, code(row))).collect()),
            ("message", Some(kinds)) => Some(kinds.iter().map(|kind| Some(general(kind?))).collect()),
            _ => None,
        }
    };
    masked.map_or_else(|| column.clone(), |values| Series::new(name.into(), values).into_column())
}

fn alias(key: &str, aliases: &Aliases) -> String {
    aliases.0.get(key).cloned().unwrap_or_else(|| key.to_owned())
}

fn public(name: Option<&str>, code: Option<&str>) -> Option<String> {
    name.map(|name| personal::public_name(name, code))
}

fn general(kind: &str) -> String {
    Code::from_code(kind).map_or_else(String::new, |code| code.label().to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use polars::prelude::df;

    use super::{Aliases, mask, names_someone};

    #[test]
    fn a_name_without_its_code_beside_it_is_masked() {
        let narrow = df!("name" => ["张三小吃店"]).unwrap();
        let masked = mask(&narrow, &Aliases::of(std::iter::empty()));
        assert_eq!(masked.column("name").unwrap().str().unwrap().get(0), Some("张****"));
    }

    #[test]
    fn a_key_with_a_valid_code_names_nobody() {
        assert!(!names_someone("penalty|91410599MA00000X9N"));
        assert!(!names_someone("91410599MA00000X9N"));
        assert!(names_someone("penalty|410502|张三小吃店"));
        assert!(names_someone("penalty|410502|张三小吃店张三小吃店张三"));
        assert!(names_someone(""));
    }
}
