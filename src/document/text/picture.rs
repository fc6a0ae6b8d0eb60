//! A chart for a terminal: blocks aligned by what Chinese characters take up, every figure printed beside its block, no
//! colour needed.

use unicode_width::UnicodeWidthStr;

use super::terminal::clean;
use crate::report::chart::{Bar, Chart, ChartKind, Series};

/// Cells of the longest bar.
const LONGEST: usize = 40;
/// Lines that a course is high.
const HEIGHT: usize = 8;
/// Cells that a course is wide.
const WIDTH: usize = 72;
/// An eighth of a cell to a whole one, from the left and from below.
const ACROSS: [&str; 8] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"];
const UP: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// Fillings that tell parts apart without colour.
const PARTS: [&str; 6] = ["█", "▒", "▓", "░", "▚", "▞"];
/// The more, the darker.
const SHADES: [&str; 4] = ["░", "▒", "▓", "█"];

/// The chart with its title, ending with a line break.
pub fn picture(chart: &Chart) -> String {
    let mut lines = vec![clean(&chart.title)];
    if !chart.subtitle.is_empty() {
        lines.push(clean(&chart.subtitle));
    }
    match &chart.kind {
        ChartKind::Bars { most, bars, .. } => lines.extend(self::bars(most.unwrap_or(100.0), bars)),
        ChartKind::Stacked { parts, bars } => lines.extend(stacked(parts, bars)),
        ChartKind::Lines { categories, series, .. } => {
            lines.extend(series.iter().flat_map(|series| course(categories, series)));
        }
        ChartKind::Heat { rows, columns, blank, cells } => lines.extend(heat(rows, columns, cells, blank)),
        ChartKind::Funnel { steps } => {
            lines.extend(steps.iter().map(|(name, count, share)| format!("{} {count} {share}", clean(name))));
        }
    }
    lines.join("\n") + "\n"
}

fn widest<'t>(words: impl Iterator<Item = &'t str>) -> usize {
    words.map(UnicodeWidthStr::width).max().unwrap_or(0)
}

fn left(word: &str, width: usize) -> String {
    format!("{word}{}", " ".repeat(width.saturating_sub(word.width())))
}

fn right(word: &str, width: usize) -> String {
    format!("{}{word}", " ".repeat(width.saturating_sub(word.width())))
}

/// How many of `cells` a value of `most` fills, in eighths; what is above zero shows at least one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a few cells")]
fn eighths(value: f64, most: f64, cells: usize) -> usize {
    if value <= 0.0 || most <= 0.0 {
        return 0;
    }
    let share = (value / most).min(1.0) * (cells * 8) as f64;
    (share.round() as usize).max(1)
}

fn bars(most: f64, bars: &[Bar]) -> Vec<String> {
    let names: Vec<String> = bars.iter().map(|bar| clean(&bar.label)).collect();
    let width = widest(names.iter().map(String::as_str));
    let line = |(name, bar): (&String, &Bar)| {
        let filled = eighths(bar.value.unwrap_or(0.0), most, LONGEST);
        let rest = filled.checked_rem(8).filter(|rest| *rest > 0).map_or("", |rest| ACROSS[rest - 1]);
        format!("{}  {}{rest} {}", left(name, width), ACROSS[7].repeat(filled / 8), clean(&bar.text))
            .trim_end()
            .to_owned()
    };
    names.iter().zip(bars).map(line).collect()
}

fn stacked(parts: &[String], bars: &[(String, Vec<u64>)]) -> Vec<String> {
    let filling = |part: usize| PARTS[part % PARTS.len()];
    let key: Vec<String> =
        parts.iter().enumerate().map(|(part, name)| format!("{} {}", filling(part), clean(name))).collect();
    let most = bars.iter().map(|(_, counts)| counts.iter().sum::<u64>()).max().unwrap_or(0).max(1);
    let names: Vec<String> = bars.iter().map(|(name, _)| clean(name)).collect();
    let width = widest(names.iter().map(String::as_str));
    let line = |(name, (_, counts)): (&String, &(String, Vec<u64>))| {
        let mut blocks = String::new();
        let (mut sum, mut drawn) = (0, 0);
        for (part, count) in counts.iter().enumerate() {
            sum += count;
            let end = usize::try_from((sum * LONGEST as u64).div_ceil(most)).unwrap_or(drawn);
            blocks.push_str(&filling(part).repeat(end - drawn));
            drawn = end;
        }
        let figures = counts.iter().map(u64::to_string).collect::<Vec<_>>().join(" + ");
        format!("{}  {blocks} {figures} = {sum}", left(name, width))
    };
    std::iter::once(key.join("   ")).chain(names.iter().zip(bars).map(line)).collect()
}

/// A series as columns from zero, with its name, both ends of its axis, and the first and last category.
fn course(categories: &[String], series: &Series) -> Vec<String> {
    let (values, step) = (&series.values, series.values.len().div_ceil(WIDTH).max(1));
    // Of more points than there are cells every n-th is drawn, counted back from the last.
    let mut places: Vec<usize> = (0..values.len()).rev().step_by(step).collect();
    places.reverse();
    let column = (WIDTH / places.len().max(1)).clamp(1, 6);
    let most = values.iter().flatten().copied().fold(0.0, f64::max);
    let top = values.iter().position(|value| value.is_some_and(|value| value >= most));
    let top = top.and_then(|place| series.texts.get(place)).map_or_else(String::new, |text| clean(text));
    let margin = top.width().max(1);
    let mut lines = vec![clean(&series.name)];
    for level in (0..HEIGHT).rev() {
        let cell = |place: &usize| {
            let filled = eighths(values[*place].unwrap_or(0.0), most, HEIGHT).saturating_sub(level * 8).min(8);
            let block = if filled == 0 { " " } else { UP[filled - 1] };
            if column == 1 { block.to_owned() } else { block.repeat(column - 1) + " " }
        };
        let name = if level + 1 == HEIGHT { top.as_str() } else { "" };
        let blocks: String = places.iter().map(cell).collect();
        lines.push(format!("{} │{blocks}", right(name, margin)).trim_end().to_owned());
    }
    lines.push(format!("{} └{}", right("0", margin), "─".repeat(places.len() * column)));
    lines.push(ends(categories, &places, margin + 2, column));
    let told =
        |place: Option<&usize>| place.and_then(|place| Some((categories.get(*place)?, series.texts.get(*place)?)));
    if let (Some((first, from)), Some((last, to))) = (told(places.first()), told(places.last())) {
        lines.push(format!(
            "{}{} {} → {} {}",
            " ".repeat(margin + 2),
            clean(first),
            clean(from),
            clean(last),
            clean(to)
        ));
    }
    lines
}

/// The first and the last category below the columns they belong to, others between them where there is room.
fn ends(categories: &[String], places: &[usize], margin: usize, column: usize) -> String {
    let mut line = " ".repeat(margin);
    let last = places.len().saturating_sub(1);
    let last_name = places.last().and_then(|place| categories.get(*place)).map_or_else(String::new, |name| clean(name));
    for (at, place) in places.iter().enumerate() {
        let name = categories.get(*place).map_or_else(String::new, |name| clean(name));
        let start = margin + at * column;
        let free = line.width() + usize::from(at > 0) <= start;
        let before_last = at == last || start + name.width() < margin + last * column || last_name.is_empty();
        if free && before_last {
            line = left(&line, start) + &name;
        }
    }
    line
}

/// Counts with a block before each; names of columns that have no room are numbers, explained below.
fn heat(rows: &[String], columns: &[String], cells: &[Vec<Option<u64>>], blank: &str) -> Vec<String> {
    let most = cells.iter().flatten().flatten().copied().max().unwrap_or(0);
    let names: Vec<String> = columns.iter().map(|name| clean(name)).collect();
    let room = widest(names.iter().map(String::as_str)).max(6);
    let fits = (room + 2) * names.len() <= WIDTH;
    let heads: Vec<String> =
        if fits { names.clone() } else { (1..=names.len()).map(|number| number.to_string()).collect() };
    let width = if fits { room } else { 6 };
    let labels: Vec<String> = rows.iter().map(|name| clean(name)).collect();
    let margin = widest(labels.iter().map(String::as_str));
    let line = |name: &str, cells: Vec<String>| {
        let cells: String = cells.iter().map(|cell| format!("  {}", right(cell, width))).collect();
        format!("{}{cells}", left(name, margin)).trim_end().to_owned()
    };
    let cell = |count: &Option<u64>| {
        count.map_or_else(String::new, |count| format!("{} {}", shade(count, most), right(&count.to_string(), 3)))
    };
    let mut lines = vec![line("", heads.clone())];
    lines.extend(labels.iter().zip(cells).map(|(name, cells)| line(name, cells.iter().map(cell).collect())));
    if !fits {
        lines.extend(heads.iter().zip(&names).map(|(number, name)| format!("{number} = {name}")));
    }
    lines.push(format!("方块越深，数量越多；空格表示{blank}"));
    lines
}

/// As in the drawn chart the tones rise with the square root, so that small counts still differ; none has no tone.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "four tones")]
fn shade(count: u64, most: u64) -> &'static str {
    if count == 0 || most == 0 {
        return " ";
    }
    let step = ((count as f64 / most as f64).sqrt() * SHADES.len() as f64).ceil() as usize;
    SHADES[step.clamp(1, SHADES.len()) - 1]
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::picture;
    use crate::report::chart::{Bar, Chart, ChartKind, Series};

    fn drawn(kind: ChartKind) -> Vec<String> {
        let (id, title, subtitle, alt) = (String::new(), "题".to_owned(), String::new(), String::new());
        picture(&Chart { id, title, subtitle, alt, kind }).lines().map(ToOwned::to_owned).collect()
    }

    #[test]
    fn bars_begin_below_each_other_and_are_as_long_as_they_say() {
        let bar = |label: &str, value: Option<f64>, text: &str| Bar { label: label.into(), value, text: text.into() };
        let bars = vec![bar("示范区", Some(8.0), "8"), bar("滑县", Some(4.0), "4"), bar("内黄县", None, "—")];
        let lines = drawn(ChartKind::Bars { most: Some(8.0), bars, marks: Vec::new() });
        assert_eq!(lines[1], format!("示范区  {} 8", "█".repeat(40)));
        assert_eq!(lines[2], format!("滑县    {} 4", "█".repeat(20)));
        assert_eq!(lines[3], "内黄县   —");
    }

    #[test]
    fn what_is_above_zero_is_seen() {
        let bars = vec![Bar { label: "a".into(), value: Some(0.01), text: "0.01%".into() }];
        assert_eq!(drawn(ChartKind::Bars { most: None, bars, marks: Vec::new() })[1], "a  ▏ 0.01%");
    }

    #[test]
    fn parts_add_up_to_their_bar() {
        let kind = ChartKind::Stacked {
            parts: vec!["甲".into(), "乙".into()],
            bars: vec![("x".into(), vec![1, 3]), ("y".into(), vec![2, 0])],
        };
        let lines = drawn(kind);
        assert_eq!(lines[1], "█ 甲   ▒ 乙");
        assert_eq!(lines[2], format!("x  {}{} 1 + 3 = 4", "█".repeat(10), "▒".repeat(30)));
        assert_eq!(lines[3], format!("y  {} 2 + 0 = 2", "█".repeat(20)));
    }

    #[test]
    fn a_course_rises_from_zero_and_names_its_ends() {
        let series = Series {
            name: "退出率".into(),
            values: vec![Some(0.0), Some(50.0), Some(100.0)],
            texts: ["0.00%", "50.00%", "100.00%"].map(String::from).into(),
            plan: false,
        };
        let categories = ["4月2日", "4月9日", "4月16日"].map(String::from).into();
        let lines = drawn(ChartKind::Lines { categories, series: vec![series], target: None });
        assert_eq!(lines[2], "100.00% │            █████");
        assert_eq!(lines[6], "        │      █████ █████");
        assert!(lines[10].starts_with("      0 └──────"), "{lines:#?}");
        assert!(lines[11].starts_with("         4月2日"), "{lines:#?}");
        assert!(lines[12].ends_with("4月2日 0.00% → 4月16日 100.00%"), "{lines:#?}");
    }

    #[test]
    fn a_heat_map_is_aligned_and_long_names_become_numbers() {
        let cells = vec![vec![Some(9), None], vec![Some(0), Some(1)]];
        let rows = || vec!["滑县".to_owned(), "示范区".to_owned()];
        let short = drawn(ChartKind::Heat {
            rows: rows(),
            columns: vec!["农业".into(), "教育".into()],
            blank: String::new(),
            cells: cells.clone(),
        });
        assert_eq!(short[1], "          农业    教育");
        assert_eq!(short[2], "滑县     █   9");
        assert_eq!(short[3], "示范区       0   ▒   1");
        let columns = vec![
            "水利、环境和公共设施管理业与其他行业的合计甲".to_owned(),
            "水利、环境和公共设施管理业与其他行业的合计乙".to_owned(),
        ];
        let long = drawn(ChartKind::Heat { rows: rows(), columns, blank: String::new(), cells });
        assert!(
            long[1].trim_start().starts_with('1') && long.iter().any(|line| line.starts_with("2 = 水利")),
            "{long:#?}"
        );
        assert!(long.iter().all(|line| line.width() <= 100));
    }
}
