//! Breaks a line of Chinese text where it may be broken: no closing mark begins a line, no opening mark ends one, a number
//! stays with its unit. Never drops a character but the spaces at a break.

/// Marks that must not begin a line.
const NOT_FIRST: &str = "，。、；：！？）》」』”’】〕％%)]}…—·";
/// Marks that must not end a line.
const NOT_LAST: &str = "（《「『“‘【〔([{";
/// Words that stay with the number before them.
const UNITS: &str = "年月日个家条周名项件天倍成";

/// Lines no wider than `limit` by `width`, as even as possible; a piece that is wider by itself is broken anywhere.
pub fn wrap(text: &str, limit: i32, width: impl Fn(&str) -> i32) -> Vec<String> {
    let pieces = pieces(text);
    let lines = fill(&pieces, limit, &width);
    let mut best = lines;
    let mut narrower = limit;
    // A short last line looks like a mistake: take the narrowest measure that needs no more lines.
    while best.len() > 1 && narrower > limit / 2 {
        narrower -= (limit / 40).max(1);
        let candidate = fill(&pieces, narrower, &width);
        if candidate.len() > best.len() || candidate.iter().any(|line| width(line) > limit) {
            break;
        }
        best = candidate;
    }
    best
}

fn fill(pieces: &[String], limit: i32, width: &impl Fn(&str) -> i32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces {
        if !line.is_empty() && width(&format!("{line}{}", piece.trim_end())) > limit {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        if width(piece.trim_end()) > limit {
            break_anywhere(piece, limit, width, &mut line, &mut lines);
        } else if !(line.is_empty() && piece.trim().is_empty()) {
            line.push_str(piece);
        }
    }
    if !line.trim().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

fn break_anywhere(
    piece: &str,
    limit: i32,
    width: &impl Fn(&str) -> i32,
    line: &mut String,
    lines: &mut Vec<String>,
) {
    for c in piece.chars() {
        if !line.is_empty() && width(&format!("{line}{c}")) > limit {
            lines.push(std::mem::take(line));
        }
        line.push(c);
    }
}

/// Pieces that hold together.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut previous = None;
    for c in text.chars() {
        match pieces.last_mut() {
            Some(piece) if previous.is_some_and(|before| holds(before, c)) => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
        previous = Some(c);
    }
    pieces
}

fn holds(before: char, c: char) -> bool {
    let latin = |c: char| c.is_ascii_graphic();
    NOT_FIRST.contains(c)
        || NOT_LAST.contains(before)
        || c == ' '
        || (latin(before) && latin(c))
        || (before.is_ascii_digit() && UNITS.contains(c))
}

#[cfg(test)]
mod tests {
    use super::wrap;

    fn lines(text: &str, limit: i32) -> Vec<String> {
        wrap(text, limit, |line| line.chars().map(|c| if c.is_ascii() { 5 } else { 10 }).sum())
    }

    #[test]
    fn no_closing_mark_begins_a_line_and_no_opening_mark_ends_one() {
        assert_eq!(lines("已退出，（含修复）", 30), ["已退", "出，", "（含修", "复）"]);
    }

    #[test]
    fn numbers_stay_whole_with_their_unit() {
        let broken = lines("退出率39.21%排第3名", 50);
        assert!(broken.iter().any(|line| line.contains("39.21%")), "{broken:?}");
        assert!(broken.iter().any(|line| line.contains("3名")), "{broken:?}");
    }

    #[test]
    fn lines_are_even() {
        let broken = lines("一二三四五六七八九十甲", 100);
        assert_eq!(broken.len(), 2);
        assert!(broken[1].chars().count() >= 5, "{broken:?}");
    }

    #[test]
    fn nothing_is_lost() {
        let text = "电力、热力、燃气及水生产和供应业（4月30日，39.21%）";
        for limit in [10, 20, 35, 80, 400] {
            assert_eq!(lines(text, limit).concat(), text);
        }
        assert!(lines("", 10).is_empty());
    }
}
