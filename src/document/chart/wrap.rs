//! Breaks a line of Chinese text where it may be broken: no closing mark begins a line, no opening mark ends one, a number
//! stays with its unit. Never drops a character but the spaces at a break.

/// Marks that must not begin a line.
const NOT_FIRST: &str = "，。、；：！？）》」』”’】〕％%)]}…—·";
/// Marks that must not end a line.
const NOT_LAST: &str = "（《「『“‘【〔([{";
/// Words that stay with the number before them.
const UNITS: &str = "年月日个家条周名项件天倍成";

/// Where a reader expects a break: behind these.
const PAUSES: &str = "，、；：。）";
/// And before these.
const JOINTS: &str = "和及与或";

/// Lines no wider than `limit` by `width`; two lines are broken where the sense allows it, more as evenly as possible. A
/// piece that is wider by itself is broken anywhere.
pub fn wrap(text: &str, limit: i32, width: impl Fn(&str) -> i32) -> Vec<String> {
    let pieces = pieces(text);
    let greedy = fill(&pieces, limit, &width);
    match greedy.len() {
        0 | 1 => greedy,
        2 => halves(&pieces, limit, &width).unwrap_or(greedy),
        _ => even(&pieces, limit, &width, greedy),
    }
}

/// The two lines that differ least in width, a pause or a joint counting for a quarter of the measure.
fn halves(pieces: &[String], limit: i32, width: &impl Fn(&str) -> i32) -> Option<Vec<String>> {
    let split = |at: usize| {
        let (first, second) = pieces.split_at(at);
        let lines = [first.concat().trim_end().to_owned(), second.concat().trim_end().to_owned()];
        let widths = [width(&lines[0]), width(&lines[1])];
        let sense = lines[0].ends_with(|c| PAUSES.contains(c)) || lines[1].starts_with(|c| JOINTS.contains(c));
        let cost = (widths[0] - widths[1]).abs() - if sense { limit / 4 } else { 0 };
        (widths.iter().all(|width| *width <= limit)).then(|| (cost, lines.to_vec()))
    };
    (1..pieces.len()).filter_map(split).min_by_key(|(cost, _)| *cost).map(|(_, lines)| lines)
}

/// A short last line looks like a mistake: the narrowest measure that needs no more lines.
fn even(pieces: &[String], limit: i32, width: &impl Fn(&str) -> i32, greedy: Vec<String>) -> Vec<String> {
    let mut best = greedy;
    let mut narrower = limit;
    while narrower > limit / 2 {
        narrower -= (limit / 40).max(1);
        let candidate = fill(pieces, narrower, width);
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

fn break_anywhere(piece: &str, limit: i32, width: &impl Fn(&str) -> i32, line: &mut String, lines: &mut Vec<String>) {
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
    fn two_lines_are_broken_by_sense() {
        assert_eq!(lines("交通运输、仓储和邮政业", 60), ["交通运输、", "仓储和邮政业"]);
        assert_eq!(lines("水利、环境和公共设施管理业", 80), ["水利、环境", "和公共设施管理业"]);
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
