//! Horizontal bars stacked by part, the count in each segment that has room for it, the total at the end.
//!
//! Never sorts: the report has.

use super::palette::{AXIS, PARTS, readable_on, tone};
use super::scene::{Anchor, Canvas, EDGE, LABEL, SMALL, Type, amount, count, px};

/// Up to this many bars the larger type is used.
const FEW: usize = 24;

/// Draws below `top`; returns the lower end.
pub fn draw(canvas: &mut Canvas<'_>, top: i32, parts: &[String], bars: &[(String, Vec<u64>)]) -> i32 {
    let start = key(canvas, top, parts);
    let face = if bars.len() <= FEW { LABEL } else { SMALL };
    let wrapped: Vec<Vec<String>> = bars.iter().map(|(label, _)| canvas.lines(label, face, EDGE * 2 / 5)).collect();
    let label = canvas.widest(wrapped.iter().flatten().map(String::as_str), face);
    let totals: Vec<u64> = bars.iter().map(|(_, counts)| counts.iter().sum()).collect();
    let texts: Vec<String> = totals.iter().map(u64::to_string).collect();
    let room = canvas.widest(texts.iter().map(String::as_str), face.bold()) + 16;
    let origin = label + 14;
    let scale = f64::from(EDGE - origin - room) / amount(totals.iter().copied().max().unwrap_or(0).max(1));
    let lines = count(wrapped.iter().map(Vec::len).max().unwrap_or(1)).max(1);
    let pitch = if bars.len() <= FEW { 54 } else { 40 }.max(lines * face.leading() + 12);
    for (index, ((_, counts), (name, total))) in bars.iter().zip(wrapped.iter().zip(&texts)).enumerate() {
        let middle = start + pitch * count(index) + pitch / 2;
        canvas.block(name, face, Anchor::End, (label, middle));
        let end = segments(canvas, counts, face, (origin, middle, pitch), scale);
        canvas.text_at(total, face.bold(), Anchor::Start, (end + 10, middle));
    }
    let end = start + pitch * count(bars.len());
    canvas.line(vec![(origin, start), (origin, end)], AXIS, 3);
    end + 10
}

/// The segments of one bar; returns its right end.
fn segments(
    canvas: &mut Canvas<'_>,
    counts: &[u64],
    face: Type,
    (origin, middle, pitch): (i32, i32, i32),
    scale: f64,
) -> i32 {
    let mut sum = 0;
    let mut left = origin;
    for (part, figure) in counts.iter().enumerate() {
        sum += figure;
        let right = origin + px(amount(sum) * scale);
        let ink = tone(&PARTS, part);
        // A hair of paper between two segments tells them apart where the tones do not.
        canvas.rect((left, middle - pitch * 3 / 10), (right - 2, middle + pitch * 3 / 10), ink);
        let text = figure.to_string();
        let small = Type { size: face.size - 3, ..face };
        if *figure > 0 && canvas.width(&text, small) + 14 <= right - left {
            canvas.text_at(&text, small.ink(readable_on(ink)), Anchor::Middle, (left + (right - left) / 2, middle));
        }
        left = right;
    }
    left
}

/// Which tone is which part, on lines above the bars; returns where the bars begin.
fn key(canvas: &mut Canvas<'_>, top: i32, parts: &[String]) -> i32 {
    let (mut left, mut line) = (0, top);
    for (part, name) in parts.iter().enumerate() {
        let width = 34 + canvas.width(name, LABEL);
        if left > 0 && left + width > EDGE {
            (left, line) = (0, line + LABEL.leading());
        }
        canvas.rect((left, line + 4), (left + 26, line + 28), tone(&PARTS, part));
        canvas.text(name, LABEL, Anchor::Start, (left + 34, line));
        left += width + 44;
    }
    line + LABEL.leading() + 8
}
