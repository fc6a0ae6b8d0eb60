//! Which cell styles of a workbook show a number as a date.
//!
//! Knows dates only: a number shown as a time of day stays a number.

use std::collections::HashMap;

use super::xml::{self, Event, Scanner};

/// For each cell style (`cellXfs`) whether it shows a date.
pub(super) fn date_styles(styles: &str) -> Vec<bool> {
    let mut formats: HashMap<u32, bool> = HashMap::new();
    let mut shown = Vec::new();
    let mut inside = false;
    let mut scanner = Scanner::new(styles);
    while let Some(event) = scanner.next() {
        match event {
            Event::Open { name: "numFmt", attributes, .. } => {
                let id = xml::attribute(attributes, "numFmtId").and_then(|id| id.parse().ok());
                let code = xml::attribute(attributes, "formatCode").unwrap_or_default();
                formats.extend(id.map(|id| (id, shows_date(&code))));
            }
            Event::Open { name: "cellXfs", closed, .. } => inside = !closed,
            Event::Close("cellXfs") => inside = false,
            Event::Open { name: "xf", attributes, .. } if inside => {
                let id = xml::attribute(attributes, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                shown.push(formats.get(&id).copied().unwrap_or_else(|| is_built_in_date(id)));
            }
            _ => {}
        }
    }
    shown
}

/// The numbers that stand for date formats without being written out, the Chinese ones included.
fn is_built_in_date(id: u32) -> bool {
    matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58)
}

/// Whether a format code shows a day: outside quotes and brackets it has a year, a day, or a month without a time.
fn shows_date(code: &str) -> bool {
    let (mut year_or_day, mut month, mut time) = (false, false, false);
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '[' => {
                // `[h]` is time elapsed; colours and locales stand in brackets too
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                time |= matches!(inside.to_lowercase().trim_matches(['h', 'm', 's']), "") && !inside.is_empty();
            }
            '\\' | '_' | '*' => {
                chars.next();
            }
            'y' | 'Y' | 'd' | 'D' => year_or_day = true,
            'm' | 'M' => month = true,
            'h' | 'H' | 's' | 'S' => time = true,
            _ => {}
        }
    }
    year_or_day || month && !time
}

#[cfg(test)]
mod tests {
    use super::{date_styles, shows_date};

    #[test]
    fn date_formats_are_told_from_others() {
        for code in
            ["yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\";@", "[$-804]yyyy/m/d", "m\"月\"d\"日\"", "yyyy-m-d h:mm", "[Red]d"]
        {
            assert!(shows_date(code), "{code}");
        }
        for code in ["General", "0.00", "#,##0_);[Red](#,##0)", "0\"day\"", "h:mm:ss", "mm:ss", "@", "0.0\\d", "[h]:mm"]
        {
            assert!(!shows_date(code), "{code}");
        }
    }

    #[test]
    fn styles_are_counted_from_cell_formats_only() {
        let xml = "<styleSheet><numFmts><numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;\"/></numFmts>\
                   <cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>\
                   <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"><alignment/></xf><xf numFmtId=\"176\"/><xf/></cellXfs></styleSheet>";
        assert_eq!(date_styles(xml), [false, true, true, false]);
    }
}
