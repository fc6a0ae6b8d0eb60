//! The weekly course: lines from zero with their names at their ends, a plan dashed, the target date as a vertical line.

use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

use crate::report::chart::Series;

use super::flags::{Pole, hang, spread};
use super::palette::{AXIS, GRID, LINES, PLAN, TARGET, tone};
use super::scene::{Anchor, Canvas, EDGE, Ink, LABEL, TICK, count, px};

/// Height of the plot itself.
const HEIGHT: i32 = 620;
/// No more dates than this stand below the plot.
const DATES: usize = 12;
/// Up to this many weeks every measured point has a dot.
const DOTTED: usize = 16;
/// The widest name at the end of a line before it is broken.
const NAME: i32 = 330;
/// From the end of a line to its name.
const LEAD: i32 = 30;

/// Where the data lie on the canvas.
struct Plot {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
    /// The last category or the target date, whichever is later.
    last: f64,
    /// The upper end of the axis.
    most: f64,
    /// The day on which a plan reaches what it aims at; it may lie between two categories.
    target: Option<f64>,
}

impl Plot {
    fn x(&self, category: f64) -> i32 {
        let share = if self.last > 0.0 { category / self.last } else { 0.5 };
        self.left + px(f64::from(self.right - self.left) * share)
    }

    fn y(&self, value: f64) -> i32 {
        self.bottom - px(f64::from(self.bottom - self.top) * value / self.most)
    }
}

/// A label that waits for its place at the right edge.
struct Tag {
    lines: Vec<String>,
    point: (i32, i32),
    ink: Ink,
}

/// Draws below `top`; returns the lower end.
pub fn draw(
    canvas: &mut Canvas<'_>,
    top: i32,
    categories: &[String],
    series: &[Series],
    target: Option<&(f64, String)>,
) -> i32 {
    let ticks = ticks(series);
    let names: Vec<Vec<String>> = series.iter().map(|series| canvas.lines(&name(series), LABEL, NAME)).collect();
    let margin = canvas.widest(names.iter().flatten().map(String::as_str), LABEL) + LEAD;
    let gutter = canvas.widest(ticks.iter().map(|(_, text)| text.as_str()), TICK);
    let flag_row = if target.is_some() { TICK.leading() } else { 0 };
    let half = canvas.widest(categories.iter().map(String::as_str), TICK) / 2;
    let mut plot = Plot {
        left: (gutter + 14).max(half),
        right: EDGE - half.max(20),
        top: top + flag_row + 10,
        bottom: top + flag_row + 10 + HEIGHT,
        last: f64::from(count(categories.len()) - 1).max(target.map_or(0.0, |(at, _)| *at)),
        most: ticks.last().map_or(1.0, |(value, _)| *value),
        target: target.map(|(at, _)| *at),
    };
    let target_at = plot.target;
    let names_at = names_inside(&plot, series, target_at, margin).unwrap_or_else(|| {
        plot.right = EDGE - margin.max(half);
        plot.right + LEAD
    });
    axes(canvas, &plot, &ticks, categories);
    if let Some((at, label)) = target {
        target_line(canvas, &plot, plot.x(*at), label);
    }
    let tags = curves(canvas, &plot, series, names);
    place_tags(canvas, &plot, &tags, names_at);
    plot.bottom + 14 + TICK.size + 8
}

/// Where the names begin if they have room between the ends of the lines and the target date (or the edge), and all lines
/// end in the same week.
fn names_inside(plot: &Plot, series: &[Series], target: Option<f64>, room: i32) -> Option<i32> {
    let mut ends = series.iter().filter_map(|series| series.values.iter().rposition(Option::is_some));
    let end = f64::from(count(ends.next()?));
    let from = plot.x(end);
    let to = target.filter(|at| *at >= end).map_or(EDGE, |at| plot.x(at) - 16);
    (ends.all(|other| f64::from(count(other)).total_cmp(&end).is_eq()) && from + room <= to).then_some(from + LEAD)
}

/// Round figures from zero to above the largest value, with their texts.
fn ticks(series: &[Series]) -> Vec<(f64, String)> {
    let values = series.iter().flat_map(|series| series.values.iter().flatten());
    let most = values.copied().filter(|value| value.is_finite()).fold(0.0, f64::max);
    round_figures(most, whole(series.iter().flat_map(|series| series.values.iter().flatten().copied())))
}

/// Round figures from zero to `most` or just above it; whole ones where all that is drawn is whole.
pub(super) fn round_figures(most: f64, whole: bool) -> Vec<(f64, String)> {
    let most = if most > 0.0 { most } else { 1.0 };
    let keys = RangedCoordf64::from(0.0..most).key_points(6);
    let step = keys.windows(2).map(|pair| pair[1] - pair[0]).next().unwrap_or(most);
    // Counts have no halves: a small ledger is not marked 0.5.
    let step = if step < 1.0 && most <= 6.0 && whole { 1.0 } else { step };
    let steps = px((most / step - 1e-9).ceil()).max(1);
    (0..=steps).map(|index| f64::from(index) * step).map(|value| (value, decimal(value, step))).collect()
}

pub(super) fn whole(mut values: impl Iterator<Item = f64>) -> bool {
    values.all(|value| value.fract() == 0.0)
}

fn decimal(value: f64, step: f64) -> String {
    let decimals = if step >= 1.0 {
        0
    } else if step >= 0.1 {
        1
    } else {
        2
    };
    format!("{value:.decimals$}")
}

/// `实际退出 412`: the name and the last printed value.
fn name(series: &Series) -> String {
    let last = series.values.iter().zip(&series.texts).rev().find(|(value, _)| value.is_some());
    last.map_or_else(|| series.name.clone(), |(_, text)| format!("{} {text}", series.name))
}

fn axes(canvas: &mut Canvas<'_>, plot: &Plot, ticks: &[(f64, String)], categories: &[String]) {
    for (value, text) in ticks {
        let y = plot.y(*value);
        let (ink, width) = if *value == 0.0 { (AXIS, 3) } else { (GRID, 2) };
        canvas.line(vec![(plot.left, y), (plot.right, y)], ink, width);
        canvas.text_at(text, TICK, Anchor::End, (plot.left - 14, y));
    }
    for index in shown(canvas, plot, categories) {
        let x = plot.x(f64::from(count(index)));
        canvas.line(vec![(x, plot.bottom), (x, plot.bottom + 8)], AXIS, 3);
        let text = categories.get(index).map_or("", String::as_str);
        canvas.text(text, TICK, Anchor::Middle, (x, plot.bottom + 14));
    }
}

/// Which dates are written: always the last, and back from it as many as fit.
fn shown(canvas: &Canvas<'_>, plot: &Plot, categories: &[String]) -> Vec<usize> {
    let widest = canvas.widest(categories.iter().map(String::as_str), TICK) + 16;
    let apart = |step: usize| plot.x(f64::from(count(step))) - plot.x(0.0);
    let mut step = categories.len().div_ceil(DATES).max(1);
    while step < categories.len() && apart(step) < widest {
        step += 1;
    }
    (0..categories.len()).rev().step_by(step).collect()
}

fn target_line(canvas: &mut Canvas<'_>, plot: &Plot, x: i32, label: &str) {
    let width = canvas.width(label, TICK);
    let left = hang(&[Pole { x, width }], (0, EDGE)).first().map_or(x, |flag| flag.left);
    let top = plot.top - 10 - TICK.leading();
    canvas.line(vec![(x, top), (x, plot.bottom)], TARGET, 4);
    canvas.text(label, TICK.ink(TARGET), Anchor::Start, (left, top));
}

/// Draws every line and collects the labels of their ends.
fn curves(canvas: &mut Canvas<'_>, plot: &Plot, series: &[Series], names: Vec<Vec<String>>) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut measured = 0;
    // Plans lie below measurements.
    let mut order: Vec<_> = series.iter().zip(names).collect();
    order.sort_by_key(|(series, _)| !series.plan);
    for (series, lines) in order {
        let ink = if series.plan { PLAN } else { tone(&LINES, measured) };
        measured += usize::from(!series.plan);
        if let Some(point) = curve(canvas, plot, series, ink) {
            tags.push(Tag { lines, point, ink });
        }
    }
    tags
}

/// Draws one line, interrupted where a value is missing; returns its last point.
fn curve(canvas: &mut Canvas<'_>, plot: &Plot, series: &Series, ink: Ink) -> Option<(i32, i32)> {
    let mut points: Vec<Option<(i32, i32)>> = (0..)
        .zip(&series.values)
        .map(|(index, value)| value.map(|value| (plot.x(f64::from(index)), plot.y(value))))
        .collect();
    if series.plan {
        turn_at_target(plot, series, &mut points);
    }
    for run in points.split(Option::is_none) {
        let run: Vec<(i32, i32)> = run.iter().copied().flatten().collect();
        if run.len() > 1 && series.plan {
            canvas.dashes(run, ink, 4);
        } else if run.len() > 1 {
            canvas.line(run, ink, 7);
        }
    }
    let last = points.iter().flatten().next_back().copied();
    let dots = points.iter().flatten().filter(|point| series.values.len() <= DOTTED || Some(**point) == last);
    for point in dots.filter(|point| !series.plan || Some(**point) == last) {
        canvas.dot(*point, if series.plan { 5 } else { 9 }, ink);
    }
    last
}

/// A plan rises up to the target date, also where that lies between two categories, and not beyond it.
fn turn_at_target(plot: &Plot, series: &Series, points: &mut Vec<Option<(i32, i32)>>) {
    let Some(target) = plot.target.filter(|target| *target > 0.0 && target.fract() > 0.0) else { return };
    let next = (0..).zip(&series.values).find(|(at, _)| f64::from(*at) > target);
    if let Some((at, Some(value))) = next {
        points.insert(usize::try_from(at).unwrap_or(0), Some((plot.x(target), plot.y(*value))));
    }
}

/// Writes the names from `left` on, apart from each other, with a thin lead from a point that is not beside its name.
fn place_tags(canvas: &mut Canvas<'_>, plot: &Plot, tags: &[Tag], left: i32) {
    let height = |tag: &Tag| count(tag.lines.len()) * LABEL.leading() + 4;
    let wanted: Vec<(i32, i32)> = tags.iter().map(|tag| (tag.point.1, height(tag))).collect();
    let middles = spread(&wanted, (plot.top - 10, plot.bottom + 10));
    for (tag, middle) in tags.iter().zip(middles) {
        let from = (tag.point.0 + 12, tag.point.1);
        let to = (left - 8, middle);
        if to.0 - from.0 > LEAD || (to.1 - from.1).abs() > 6 {
            canvas.line(vec![from, to], AXIS, 2);
        }
        canvas.block(&tag.lines, LABEL.ink(tag.ink), Anchor::Start, (left, middle));
    }
}

#[cfg(test)]
mod tests {
    use super::{Plot, Series, turn_at_target};

    #[test]
    fn a_plan_is_fulfilled_on_the_target_date_and_not_in_the_week_after() {
        let plot = |target| Plot { left: 0, right: 1000, top: 0, bottom: 100, last: 2.0, most: 100.0, target };
        let values = vec![Some(0.0), Some(70.0), Some(100.0)];
        let plan = Series { name: String::new(), values, texts: vec![String::new(); 3], plan: true };
        let points = |target| {
            let mut points = vec![Some((0, 100)), Some((500, 30)), Some((1000, 0))];
            turn_at_target(&plot(target), &plan, &mut points);
            points
        };
        assert_eq!(points(Some(1.4)), [Some((0, 100)), Some((500, 30)), Some((700, 0)), Some((1000, 0))]);
        for on_a_week in [None, Some(1.0), Some(2.0), Some(2.5)] {
            assert_eq!(points(on_a_week).len(), 3, "{on_a_week:?}");
        }
    }
}
