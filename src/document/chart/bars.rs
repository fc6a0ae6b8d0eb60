//! Horizontal bars, of rates from 0 to 100 % or of amounts from 0, with the value at the bar and lines for mean and target.
//!
//! Where there are too many bars for a page they stand in two or three columns. Never sorts: the report has.

use crate::report::chart::{Bar, Mark};

use super::flags::{Flag, Pole, hang};
use super::lines::{round_figures, whole};
use super::palette::{AXIS, BAR, GRID, INK, SOFT, TARGET};
use super::scene::{Anchor, Canvas, EDGE, LABEL, SMALL, TICK, TINY, Type, count, px};

/// Height that still fits a page below its text.
const PAGE: i32 = 1900;
/// Type and distance of the bars: larger where they are few.
const SIZES: [(usize, Type, i32); 3] = [(24, LABEL, 54), (100, SMALL, 38), (usize::MAX, TINY, 31)];
/// Room between a value and a line.
const CLEAR: i32 = 9;
/// Space between the columns.
const GUTTER: i32 = 50;
/// The shortest axis worth drawing.
const SHORTEST: i32 = 140;

/// The measures of one arrangement in columns.
struct Plan {
    columns: i32,
    rows: i32,
    face: Type,
    label: i32,
    value: i32,
    pitch: i32,
    axis: Vec<(f64, String)>,
}

impl Plan {
    fn width(&self) -> i32 {
        (EDGE - (self.columns - 1) * GUTTER) / self.columns
    }

    fn length(&self) -> i32 {
        self.width() - self.label - self.value - 30
    }
}

/// Draws below `top`; returns the lower end.
pub fn draw(canvas: &mut Canvas<'_>, top: i32, most: Option<f64>, bars: &[Bar], marks: &[Mark]) -> i32 {
    let mut plan = choose(canvas, bars, most.is_some());
    plan.axis = figures(&plan, most, bars);
    let per_column = usize::try_from(plan.rows).unwrap_or(usize::MAX);
    let mut bottom = top;
    for (column, part) in bars.chunks(per_column.max(1)).enumerate() {
        let left = count(column) * (plan.width() + GUTTER);
        bottom = bottom.max(panel(canvas, (left, top), &plan, part, marks));
    }
    bottom
}

/// One column if that fits a page, else the lowest arrangement whose bars are still long enough to compare.
fn choose(canvas: &Canvas<'_>, bars: &[Bar], amounts: bool) -> Plan {
    let plan = |columns| plan(canvas, bars, columns, amounts);
    let single = plan(1);
    if single.rows * single.pitch <= PAGE {
        return single;
    }
    let others = [2, 3].map(plan);
    let usable = others.into_iter().filter(|plan| plan.length() >= SHORTEST);
    std::iter::once(single).chain(usable).min_by_key(|plan| plan.rows * plan.pitch).unwrap_or_else(|| plan(1))
}

fn plan(canvas: &Canvas<'_>, bars: &[Bar], columns: i32, amounts: bool) -> Plan {
    let (_, face, pitch) = SIZES.into_iter().find(|(most, ..)| bars.len() <= *most).unwrap_or((0, LABEL, 54));
    let rows = (count(bars.len()) + columns - 1) / columns;
    let room = (EDGE - (columns - 1) * GUTTER) / columns;
    let wrapped: Vec<Vec<String>> = bars.iter().map(|bar| canvas.lines(&bar.label, face, room * 2 / 5)).collect();
    let label = canvas.widest(wrapped.iter().flatten().map(String::as_str), face);
    let lines = count(wrapped.iter().map(Vec::len).max().unwrap_or(1)).max(1);
    let value = canvas.widest(bars.iter().filter(|bar| bar.value.is_some()).map(|bar| bar.text.as_str()), face);
    // The label of the axis' end needs its half even where no bar has a value.
    let value = value.max(canvas.width(if amounts { "10000" } else { "100%" }, TICK) / 2);
    Plan { columns, rows, face, label, value, pitch: pitch.max(lines * face.leading() + 12), axis: Vec::new() }
}

/// What stands at the axis: percentages, or round amounts from zero.
fn figures(plan: &Plan, most: Option<f64>, bars: &[Bar]) -> Vec<(f64, String)> {
    let Some(most) = most else {
        let steps: &[u8] = if plan.length() >= 700 { &[0, 20, 40, 60, 80, 100] } else { &[0, 50, 100] };
        return steps.iter().map(|step| (f64::from(*step), format!("{step}%"))).collect();
    };
    let figures = round_figures(most, whole(bars.iter().filter_map(|bar| bar.value)));
    if plan.length() >= 700 || figures.len() <= 3 {
        return figures;
    }
    let last = figures.len() - 1;
    figures
        .into_iter()
        .enumerate()
        .filter(|(place, _)| *place == 0 || *place == last)
        .map(|(_, figure)| figure)
        .collect()
}

/// One column of bars with its own axis and lines.
fn panel(canvas: &mut Canvas<'_>, (left, top): (i32, i32), plan: &Plan, bars: &[Bar], marks: &[Mark]) -> i32 {
    let origin = left + plan.label + 14;
    let end_of_axis = plan.axis.last().map_or(100.0, |(value, _)| *value);
    let at = |value: f64| origin + px(f64::from(plan.length()) * (value / end_of_axis).clamp(0.0, 1.0));
    let poles: Vec<Pole> =
        marks.iter().map(|mark| Pole { x: at(mark.value), width: canvas.width(&mark.label, TICK) }).collect();
    let flags = hang(&poles, (left, left + plan.width()));
    let rows = flags.iter().map(|flag| flag.row + 1).max().unwrap_or(0);
    let start = top + rows * TICK.leading();
    let end = start + plan.pitch * count(bars.len()) + 6;
    axis(canvas, (start, end), plan, at);
    for (index, bar) in bars.iter().enumerate() {
        let middle = start + plan.pitch * count(index) + plan.pitch / 2 + 3;
        let length = bar.value.map(at);
        canvas.rect(
            (origin, middle - plan.pitch * 3 / 10),
            (length.unwrap_or(origin), middle + plan.pitch * 3 / 10),
            BAR,
        );
    }
    canvas.line(vec![(origin, start), (origin, end)], AXIS, 3);
    for (index, (mark, (pole, flag))) in marks.iter().zip(poles.iter().zip(&flags)).enumerate() {
        rule(canvas, mark, index, pole.x, *flag, (start, end));
    }
    for (index, bar) in bars.iter().enumerate() {
        let middle = start + plan.pitch * count(index) + plan.pitch / 2 + 3;
        name_and_value(canvas, bar, plan, (origin, middle), bar.value.map(at), &poles);
    }
    end + 12 + TICK.size + 8
}

/// Hairlines and their labels.
fn axis(canvas: &mut Canvas<'_>, (start, end): (i32, i32), plan: &Plan, at: impl Fn(f64) -> i32) {
    for (value, text) in &plan.axis {
        let x = at(*value);
        canvas.line(vec![(x, start), (x, end)], GRID, 2);
        canvas.text(text, TICK, Anchor::Middle, (x, end + 12));
    }
}

/// A line across the bars with its flag: the first (the mean) dashed and dark, the others (targets) solid and red.
fn rule(canvas: &mut Canvas<'_>, mark: &Mark, index: usize, x: i32, flag: Flag, (start, end): (i32, i32)) {
    let top = start - (flag.row + 1) * TICK.leading();
    let points = vec![(x, top + 2), (x, end)];
    let ink = if index == 0 { INK } else { TARGET };
    if index == 0 {
        canvas.dashes(points, ink, 4);
    } else {
        canvas.line(points, ink, 4);
    }
    canvas.text(&mark.label, TICK.ink(ink), Anchor::Start, (flag.left, top));
}

fn name_and_value(
    canvas: &mut Canvas<'_>,
    bar: &Bar,
    plan: &Plan,
    (origin, middle): (i32, i32),
    end: Option<i32>,
    poles: &[Pole],
) {
    let lines = canvas.lines(&bar.label, plan.face, plan.label);
    canvas.block(&lines, plan.face, Anchor::End, (origin - 14, middle));
    let face = if end.is_some() { plan.face } else { plan.face.ink(SOFT) };
    let width = canvas.width(&bar.text, face);
    let mut left = end.unwrap_or(origin) + 10;
    let mut lines: Vec<i32> = poles.iter().map(|pole| pole.x).collect();
    lines.sort_unstable();
    // A value that a line would cross stands behind that line.
    for x in lines {
        if x > left - CLEAR && x < left + width + CLEAR {
            left = x + CLEAR;
        }
    }
    canvas.plated(&bar.text, face, Anchor::Start, (left, middle));
}
