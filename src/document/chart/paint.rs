//! A [`Scene`] drawn by plotters into SVG, with the words that a screen reader speaks.
//!
//! Never measures and never moves anything; the same scene gives the same bytes.

use std::collections::BTreeSet;

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, DashedPathElement, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, FontStyle, FontTransform, IntoFont, RGBColor, ShapeStyle, TextStyle};

use crate::error::{Error, Result};
use crate::report::chart::Chart;

use super::WIDTH;
use super::easel::Ruler;
use super::outline;
use super::palette::PAPER;
use super::scene::{Anchor, Ink, Scene, Shape, TextBox};

/// plotters counts a font's size with its line gap; this is the factor it divides by.
const LINE_GAP: f64 = 1.24;
/// The face's name while plotters draws; the picture's root names the real list once.
const FAMILY: &str = "chart";

type Sheet<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// The scene as an SVG document that refers to nothing outside itself.
pub fn svg(scene: &Scene, chart: &Chart, family: &str) -> Result<String> {
    Ok(root(scene, chart, family) + &whole_sizes(drawn(scene)?, scene))
}

/// The same picture with each text as its outline, for a raster that needs no font.
pub fn outlined(scene: &Scene, chart: &Chart, ruler: &Ruler<'_>) -> Result<String> {
    let mut outlines = scene.texts().map(|text| outline::path(text, ruler));
    let mut out = root(scene, chart, "");
    for line in drawn(scene)?.lines() {
        let outline = if line.starts_with("<text ") { outlines.next() } else { None };
        out.push_str(outline.as_deref().unwrap_or(line));
        out.push('\n');
    }
    Ok(out)
}

/// What plotters draws, tidied: a shape a line, and the end of the document.
fn drawn(scene: &Scene) -> Result<String> {
    let mut drawn = String::new();
    let size = (WIDTH.unsigned_abs(), scene.height.unsigned_abs());
    {
        let sheet = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
        let ground = Rectangle::new([(0, 0), (WIDTH, scene.height)], filled(PAPER));
        sheet.draw(&ground).map_err(failed)?;
        for shape in &scene.shapes {
            draw(&sheet, shape)?;
        }
        sheet.present().map_err(failed)?;
    }
    Ok(tidy(&drawn))
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::failed("图表没有画成").caused_by(error)
}

fn draw(sheet: &Sheet<'_>, shape: &Shape) -> Result<()> {
    let drawn = match shape {
        Shape::Rect { edges: [left, top, right, bottom], ink } => {
            sheet.draw(&Rectangle::new([(*left, *top), (*right, *bottom)], filled(*ink)))
        }
        Shape::Area { points, ink } => sheet.draw(&Polygon::new(points.clone(), filled(*ink))),
        Shape::Line { points, ink, width, dashed: false } => {
            sheet.draw(&PathElement::new(points.clone(), stroked(*ink, *width)))
        }
        Shape::Line { points, ink, width, dashed: true } => {
            sheet.draw(&DashedPathElement::new(points.clone(), 18, 12, stroked(*ink, *width)))
        }
        Shape::Dot { centre, radius, ink } => sheet.draw(&Circle::new(*centre, *radius, filled(*ink))),
        Shape::Text(text) => sheet.draw(&Text::new(text.text.as_str(), position(text), style(text))),
    };
    drawn.map_err(failed)
}

fn colour(Ink(red, green, blue): Ink) -> RGBColor {
    RGBColor(red, green, blue)
}

fn filled(ink: Ink) -> ShapeStyle {
    ShapeStyle { filled: true, ..stroked(ink, 0) }
}

fn stroked(ink: Ink, width: u32) -> ShapeStyle {
    ShapeStyle { color: colour(ink).into(), filled: false, stroke_width: width }
}

/// The point that plotters shall hang the text from. It sets the baseline 0.76 em below that point; in a box of one em
/// the baseline of Chinese type lies 0.88 em below the upper edge.
fn position(text: &TextBox) -> (i32, i32) {
    let lead = text.face.size * 12 / 100;
    if text.turned {
        return (text.left + lead, text.bottom);
    }
    let x = match text.anchor {
        Anchor::Start => text.left,
        Anchor::Middle => i32::midpoint(text.left, text.right),
        Anchor::End => text.right,
    };
    (x, text.top + lead)
}

fn style(text: &TextBox) -> TextStyle<'static> {
    let horizontal = match text.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let weight = if text.face.bold { FontStyle::Bold } else { FontStyle::Normal };
    let turn = if text.turned { FontTransform::Rotate270 } else { FontTransform::None };
    let font = (FontFamily::Name(FAMILY), f64::from(text.face.size) * LINE_GAP, weight).into_font().transform(turn);
    TextStyle { font, color: colour(text.face.ink).to_backend_color(), pos: Pos::new(horizontal, VPos::Top) }
}

/// The opening of the document: size in millimetres, role, title, description, fonts.
fn root(scene: &Scene, chart: &Chart, family: &str) -> String {
    let (tenths, rest) = (scene.height / 10, scene.height % 10);
    let size = format!("width=\"156mm\" height=\"{tenths}.{rest}mm\" viewBox=\"0 0 {WIDTH} {}\"", scene.height);
    let family = escaped(family);
    let (title, alt) = (escaped(&chart.title), escaped(&chart.alt));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" {size} role=\"img\" xml:lang=\"zh-CN\" font-family=\"{family}\">\n\
         <title>{title}</title>\n<desc>{alt}</desc>\n"
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !c.is_control()) {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

/// What plotters wrote without its own root, without what says nothing, and with each text on one line, so that a copied
/// word has no break in it.
fn tidy(drawn: &str) -> String {
    let body = drawn.split_once('\n').map_or("", |(_, body)| body);
    body.replace(" opacity=\"1\"", "")
        .replace(&format!(" font-family=\"{FAMILY}\""), "")
        .replace(" text-anchor=\"start\"", "")
        .replace(" stroke=\"none\"", "")
        .replace(" stroke-width=\"0\"", "")
        .replace("\n</text>", "</text>")
        .lines()
        .fold(String::with_capacity(body.len()), |mut out, line| {
            out.push_str(line);
            if !line.starts_with("<text ") || line.ends_with("</text>") {
                out.push('\n');
            }
            out
        })
}

/// plotters multiplies and divides a size; what comes out as 30.000000000000004 was 30.
fn whole_sizes(drawn: String, scene: &Scene) -> String {
    let sizes: BTreeSet<i32> = scene.texts().map(|text| text.face.size).collect();
    sizes.into_iter().fold(drawn, |drawn, size| {
        let printed = f64::from(size) * LINE_GAP / LINE_GAP;
        drawn.replace(&format!(" font-size=\"{printed}\""), &format!(" font-size=\"{size}\""))
    })
}
