//! Names of counties inside text: titles, sheets, files, cells.
//!
//! Says which counties a text names; what follows from that is decided in `naming`.

use super::text;
use crate::domain::config::{Config, County};

/// The configured counties under all their names.
#[derive(Debug, Clone)]
pub(crate) struct Counties {
    /// Name as compared, code; the longest first, so that the longest of overlapping names wins. The city's name has no
    /// code: where a county's short name is part of it (安阳 in 安阳市), it names no county.
    names: Vec<(String, Option<String>)>,
}

impl Counties {
    /// Codes, full names and short names of the configuration.
    pub(crate) fn new(config: &Config) -> Self {
        let mut names: Vec<(String, Option<String>)> = Vec::new();
        let of_county = |county: &County| [county.name.clone(), county.short.clone(), county.code.clone()];
        let counties =
            config.counties.iter().flat_map(|county| of_county(county).map(|name| (name, Some(&county.code))));
        for (name, code) in counties.chain([(config.city.clone(), None)]) {
            let name = text::squeeze(&name).to_uppercase();
            if !name.is_empty() && !names.iter().any(|(known, _)| *known == name) {
                names.push((name, code.cloned()));
            }
        }
        names.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        Self { names }
    }

    /// The one county that the text names; `None` where it names none or several.
    pub(crate) fn only_one(&self, text: &str) -> Option<&str> {
        let squeezed = text::squeeze(text).to_uppercase();
        let mut rest = squeezed.as_str();
        let mut before = None;
        let mut found: Option<&str> = None;
        while let Some(first) = rest.chars().next() {
            let hit =
                self.names.iter().find(|(name, _)| rest.starts_with(name.as_str()) && is_whole(before, name, rest));
            let length = hit.map_or(first.len_utf8(), |(name, _)| name.len());
            if let Some(code) = hit.and_then(|(_, code)| code.as_deref()) {
                if found.is_some_and(|other| other != code) {
                    return None;
                }
                found = Some(code);
            }
            before = rest[..length].chars().next_back();
            rest = &rest[length..];
        }
        found
    }

    /// The county of a cell in the county column; `None` where the words are none of a county's.
    pub(crate) fn of_cell(&self, word: &str) -> Option<&str> {
        let squeezed = text::squeeze(word).to_uppercase();
        if let Some((_, code)) = self.names.iter().find(|(name, _)| *name == squeezed) {
            return code.as_deref();
        }
        // twelve-digit codes of statistics end in zeros
        let digits = squeezed.trim_end_matches('0');
        let padded = squeezed.len() == 12 && squeezed.is_ascii();
        let by_code = |(name, _): &&(String, Option<String>)| {
            padded && name.len() == 6 && squeezed.starts_with(name.as_str()) && digits.len() <= 6
        };
        self.names.iter().find(by_code).and_then(|(_, code)| code.as_deref()).or_else(|| self.only_one(&squeezed))
    }
}

/// A code counts only where no letter or digit stands beside it; other names count anywhere.
fn is_whole(before: Option<char>, name: &str, rest: &str) -> bool {
    if !name.is_ascii() {
        return true;
    }
    let after = rest[name.len()..].chars().next();
    !before.is_some_and(|c| c.is_ascii_alphanumeric()) && !after.is_some_and(|c| c.is_ascii_alphanumeric())
}
