//! What all charts share: the heading and the picture of nothing.

use crate::report::chart::Chart;

use super::palette::SOFT;
use super::scene::{Anchor, Canvas, EDGE, LABEL, SUBTITLE, Scene, TITLE, Type};

/// Writes title and subtitle at the upper left; returns where the plot may begin.
pub fn heading(canvas: &mut Canvas<'_>, chart: &Chart) -> i32 {
    let below_title = lines(canvas, &chart.title, TITLE, 6);
    let below = lines(canvas, &chart.subtitle, SUBTITLE, below_title + 2);
    below + 18
}

fn lines(canvas: &mut Canvas<'_>, text: &str, face: Type, mut top: i32) -> i32 {
    for line in canvas.lines(text, face, EDGE) {
        canvas.text(&line, face, Anchor::Start, (0, top));
        top += face.leading();
    }
    top
}

/// A chart without a single category says so instead of showing an empty frame.
pub fn nothing(mut canvas: Canvas<'_>, top: i32) -> Scene {
    canvas.text("没有可以画出的数据", LABEL.ink(SOFT), Anchor::Start, (0, top));
    canvas.finish(top + LABEL.size + 20)
}
