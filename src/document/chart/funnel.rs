//! From the first step to the last: bars on one left edge, count and share behind each, the loss between two steps shaded.

use super::palette::{BAR, DEEP, FLOW};
use super::scene::{Anchor, Canvas, EDGE, LABEL, amount, count, px};

const PITCH: i32 = 96;
const THICKNESS: i32 = 58;

/// Draws below `top`; returns the lower end.
pub fn draw(canvas: &mut Canvas<'_>, top: i32, steps: &[(String, u64, String)]) -> i32 {
    let wrapped: Vec<Vec<String>> = steps.iter().map(|(label, ..)| canvas.lines(label, LABEL, EDGE * 2 / 5)).collect();
    let label = canvas.widest(wrapped.iter().flatten().map(String::as_str), LABEL);
    let values: Vec<String> = steps.iter().map(|(_, figure, share)| value(*figure, share)).collect();
    let room = canvas.widest(values.iter().map(String::as_str), LABEL.bold()) + 16;
    let origin = label + 14;
    let most = steps.iter().map(|(_, figure, _)| *figure).max().unwrap_or(0).max(1);
    let scale = f64::from(EDGE - origin - room) / amount(most);
    let lines = count(wrapped.iter().map(Vec::len).max().unwrap_or(1)).max(1);
    let pitch = PITCH.max(lines * LABEL.leading() + 20);
    let ends: Vec<i32> = steps.iter().map(|(_, figure, _)| origin + px(amount(*figure) * scale).max(3)).collect();
    for (index, pair) in ends.windows(2).enumerate() {
        flow(canvas, origin, pair, top + pitch * count(index) + i32::midpoint(pitch, THICKNESS), pitch - THICKNESS);
    }
    for (index, end) in ends.iter().enumerate() {
        let middle = top + pitch * count(index) + pitch / 2;
        let ink = if index + 1 == ends.len() { DEEP } else { BAR };
        canvas.rect((origin, middle - THICKNESS / 2), (*end, middle + THICKNESS / 2), ink);
        canvas.block(wrapped.get(index).map_or(&[], Vec::as_slice), LABEL, Anchor::End, (label, middle));
        let text = values.get(index).map_or("", String::as_str);
        canvas.text_at(text, LABEL.bold(), Anchor::Start, (end + 12, middle));
    }
    top + pitch * count(steps.len())
}

/// `412（39.21%）`; the count alone where no share is printed.
fn value(figure: u64, share: &str) -> String {
    if share.is_empty() { figure.to_string() } else { format!("{figure}（{share}）") }
}

/// The shaded band from one bar to the next.
fn flow(canvas: &mut Canvas<'_>, origin: i32, ends: &[i32], top: i32, height: i32) {
    if let [from, to] = ends {
        canvas.area(vec![(origin, top), (*from, top), (*to, top + height), (origin, top + height)], FLOW);
    }
}
