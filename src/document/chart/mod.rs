//! From a [`Chart`] to a picture: laid out on a canvas in tenths of a millimetre, drawn by plotters as SVG, rastered by
//! resvg as PNG, where text is drawn as outlines.
//!
//! ```text
//! Chart ──▶ layout (bars, lines, stacked, funnel, heat) ──▶ Scene ──▶ paint (plotters) ──▶ SVG
//!                                                                     └─▶ outline ──▶ raster (resvg) ──▶ PNG
//! ```
//!
//! Every text is measured in the face that draws it, so [`text_boxes`] knows what a reader will see before anything is
//! drawn. Never reads a font file or the clock, never draws with plotters' bitmap text (it shifts `（` and `“`), never
//! refers to anything outside the picture.

mod bars;
mod easel;
mod flags;
mod frame;
mod funnel;
mod heat;
mod lines;
mod outline;
mod paint;
mod palette;
mod raster;
mod scene;
mod stacked;
mod wrap;

pub use easel::Easel;
pub use scene::{Ink, TextBox};

use crate::domain::font::in_their_words;
use crate::error::{Error, Result};
use crate::report::chart::{Chart, ChartKind};

use scene::{Canvas, Scene};

/// Width of every chart: the 156 mm of the text area of GB/T 9704, in tenths of a millimetre.
pub const WIDTH: i32 = 1560;

/// Draws a chart as SVG: 156 mm wide, as tall as its categories need, with `role="img"`, title and description, and
/// text that can be selected.
///
/// # Errors
/// No font, or a character that none of the fonts has: it is named, so that nobody prints a box instead of a name.
pub fn svg(chart: &Chart, easel: &Easel) -> Result<String> {
    paint::svg(&complete(chart, easel)?, chart, easel.family())
}

/// Draws a chart as PNG with so many dots an inch; 200 is what a printed page needs.
///
/// # Errors
/// As [`svg`], or the picture is too large for memory.
pub fn png(chart: &Chart, easel: &Easel, dpi: u16) -> Result<Vec<u8>> {
    raster::png(&paint::outlined(&complete(chart, easel)?, chart, &easel.ruler()?)?, dpi)
}

/// Both pictures of a chart, laid out once.
///
/// # Errors
/// As [`png`].
pub fn svg_and_png(chart: &Chart, easel: &Easel, dpi: u16) -> Result<(String, Vec<u8>)> {
    let scene = complete(chart, easel)?;
    let png = raster::png(&paint::outlined(&scene, chart, &easel.ruler()?)?, dpi)?;
    Ok((paint::svg(&scene, chart, easel.family())?, png))
}

/// The chart laid out, all of whose characters can be drawn.
fn complete(chart: &Chart, easel: &Easel) -> Result<Scene> {
    let scene = lay_out(chart, Canvas::new(easel.ruler()?));
    let missing = easel.missing(scene.texts().map(|text| text.text.as_str()))?;
    if missing.is_empty() {
        return Ok(scene);
    }
    let words: Vec<&str> = scene.texts().map(|text| text.text.as_str()).collect();
    let named = in_their_words(missing, &words.join("\n"));
    Err(Error::failed(format!("图表“{}”中有字体里没有的字：{named}，文件没有生成。", chart.title))
        .remedy("把含有这些字的字体文件放进工作区的 fonts 文件夹，再运行一次；若台账里写错了字，请报送单位改正。"))
}

/// Every piece of text of the chart with the box it takes, in tenths of a millimetre from the upper left corner.
///
/// # Errors
/// No font.
pub fn text_boxes(chart: &Chart, easel: &Easel) -> Result<Vec<TextBox>> {
    let scene = lay_out(chart, Canvas::new(easel.ruler()?));
    Ok(scene.texts().cloned().collect())
}

/// Height of the drawn chart in tenths of a millimetre; the width is always [`WIDTH`].
///
/// # Errors
/// No font.
pub fn height(chart: &Chart, easel: &Easel) -> Result<i32> {
    Ok(lay_out(chart, Canvas::new(easel.ruler()?)).height)
}

/// Places everything: heading first, then the shape.
fn lay_out(chart: &Chart, mut canvas: Canvas<'_>) -> Scene {
    let top = frame::heading(&mut canvas, chart);
    if is_empty(&chart.kind) {
        return frame::nothing(canvas, top);
    }
    let bottom = match &chart.kind {
        ChartKind::Bars { most, bars, marks } => bars::draw(&mut canvas, top, *most, bars, marks),
        ChartKind::Lines { categories, series, target } => {
            lines::draw(&mut canvas, top, categories, series, target.as_ref())
        }
        ChartKind::Stacked { parts, bars } => stacked::draw(&mut canvas, top, parts, bars),
        ChartKind::Funnel { steps } => funnel::draw(&mut canvas, top, steps),
        ChartKind::Heat { rows, columns, blank, cells } => heat::draw(&mut canvas, top, (rows, columns), cells, blank),
    };
    canvas.finish(bottom)
}

/// Nothing to draw but the heading.
fn is_empty(kind: &ChartKind) -> bool {
    match kind {
        ChartKind::Bars { bars, .. } => bars.is_empty(),
        ChartKind::Lines { categories, series, .. } => categories.is_empty() || series.is_empty(),
        ChartKind::Stacked { bars, .. } => bars.is_empty(),
        ChartKind::Funnel { steps } => steps.is_empty(),
        ChartKind::Heat { rows, columns, .. } => rows.is_empty() || columns.is_empty(),
    }
}
