//! Names from data as names of files and folders: safe on every system, and no two of them the same.
//!
//! Never touches the disk.

use std::collections::BTreeMap;

/// The most bytes that a name may have; systems allow 255, and an ending or a counter is added.
const LONGEST: usize = 180;
/// What no file system or no shell lets pass, in both widths.
const SEPARATORS: &str = "/\\:*?\"<>|／＼：＊？＂＜＞｜⁄∕";
/// Names that Windows keeps for devices, whatever ending follows.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// A name taken from data as a safe name of a file or folder: no separators, control or direction marks, no device's
/// name, no dot or space at its ends, at most 180 bytes.
pub fn safe_name(name: &str) -> String {
    let mut bytes = 0;
    let cleaned: String = name
        .chars()
        .filter(|letter| !is_invisible(*letter))
        .map(|letter| if SEPARATORS.contains(letter) { '_' } else { letter })
        .take_while(|letter| {
            bytes += letter.len_utf8();
            bytes <= LONGEST
        })
        .collect();
    let trimmed = cleaned.trim_matches(|letter: char| letter == '.' || letter.is_whitespace());
    match trimmed {
        "" => "未命名".to_owned(),
        name if is_device(name) => format!("_{name}"),
        name => name.to_owned(),
    }
}

/// Control characters, and marks that hide or turn the letters behind them.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    DEVICES.contains(&stem.as_str())
        || port.is_some_and(|number| number.chars().count() == 1 && number.contains(|c| "0123456789¹²³".contains(c)))
}

/// Safe names of things that lie side by side: where two become the same, upper and lower case not told apart, the later
/// one gets a number.
pub fn safe_names<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, String> {
    let mut taken = std::collections::BTreeSet::new();
    let mut safe = BTreeMap::new();
    for name in names {
        if safe.contains_key(name) {
            continue;
        }
        let plain = safe_name(name);
        let numbered = (2..).map(|number| format!("{plain}（{number}）"));
        let free = std::iter::once(plain.clone()).chain(numbered).find(|one| taken.insert(one.to_lowercase()));
        safe.insert(name, free.unwrap_or(plain));
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::{safe_name, safe_names};

    #[test]
    fn names_from_data_are_safe() {
        for (name, safe) in [
            ("../交通/运输局", "_交通_运输局"),
            ("..\\..\\a", "_.._a"),
            ("甲／乙：丙", "甲_乙_丙"),
            ("a\u{202e}b\0\u{feff}", "ab"),
            ("  . ", "未命名"),
            ("", "未命名"),
            (".. ", "未命名"),
            ("局. . ", "局"),
            ("　局　", "局"),
            ("CON", "_CON"),
            ("con.txt", "_con.txt"),
            ("LPT1", "_LPT1"),
            ("COM¹", "_COM¹"),
            ("nul .x", "_nul .x"),
            ("COMMA", "COMMA"),
            ("COM10", "COM10"),
        ] {
            assert_eq!(safe_name(name), safe, "{name:?}");
        }
        for long in ["县".repeat(300), "🏢".repeat(300), "a".repeat(300)] {
            let safe = safe_name(&long);
            assert!(safe.len() <= 180 && long.starts_with(&safe), "{safe}");
        }
    }

    #[test]
    fn twins_are_told_apart() {
        let names = ["甲/乙", "甲_乙", "甲\\乙", "Ab局", "aB局", "甲/乙"];
        let safe = safe_names(names);
        assert_eq!(
            names.map(|name| safe[name].as_str()),
            ["甲_乙", "甲_乙（2）", "甲_乙（3）", "Ab局", "aB局（2）", "甲_乙"]
        );
        let already = safe_names(["局/", "局_", "局_（2）"]);
        assert_eq!(already.values().collect::<std::collections::BTreeSet<_>>().len(), 3, "{already:?}");
    }
}
