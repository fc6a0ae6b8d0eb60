//! Text as outlines, for the raster: resvg would set each piece of text anew, and a map of a province has thousands.
//!
//! Draws with the faces that measured the text, so the picture shows what the layout knew.

use std::fmt::Write as _;

use ttf_parser::OutlineBuilder;

use super::easel::Ruler;
use super::scene::{Anchor, Ink, TextBox};

/// Height of Chinese type above its baseline, in ems.
const ASCENT: f64 = 0.88;

/// The text as an SVG path.
pub(super) fn path(text: &TextBox, ruler: &Ruler<'_>) -> String {
    let size = f64::from(text.face.size);
    let mut pen = Pen { origin: start(text, ruler), scale: 0.0, turned: text.turned, data: String::new() };
    for c in text.text.chars() {
        let mut glyph = Glyph::default();
        let drawn = ruler.draw(c, text.face.bold, &mut glyph);
        let (units, advance) = drawn.unwrap_or((1, 1.0));
        pen.scale = size / f64::from(units);
        glyph.0.iter().for_each(|step| pen.step(step));
        pen.advance(advance * size);
    }
    let Ink(red, green, blue) = text.face.ink;
    format!("<path fill=\"#{red:02X}{green:02X}{blue:02X}\" d=\"{}\"/>", pen.data)
}

/// Where the baseline begins.
fn start(text: &TextBox, ruler: &Ruler<'_>) -> (f64, f64) {
    let size = f64::from(text.face.size);
    if text.turned {
        return (f64::from(text.left) + ASCENT * size, f64::from(text.bottom));
    }
    let width = ruler.ems(&text.text, text.face.bold) * size;
    let x = match text.anchor {
        Anchor::Start => f64::from(text.left),
        Anchor::Middle => f64::midpoint(f64::from(text.left), f64::from(text.right)) - width / 2.0,
        Anchor::End => f64::from(text.right) - width,
    };
    (x, f64::from(text.top) + ASCENT * size)
}

/// A step of an outline: the letter of SVG's path data, and its points in units of the face.
type Step = (char, [(f32, f32); 3], usize);

/// An outline in units of its face.
#[derive(Default)]
struct Glyph(Vec<Step>);

impl OutlineBuilder for Glyph {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.push(('M', [(x, y); 3], 1));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.push(('L', [(x, y); 3], 1));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.push(('Q', [(x1, y1), (x, y), (x, y)], 2));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.push(('C', [(x1, y1), (x2, y2), (x, y)], 3));
    }

    fn close(&mut self) {
        self.0.push(('Z', [(0.0, 0.0); 3], 0));
    }
}

/// Writes outlines along a baseline, from left to right or upwards.
struct Pen {
    origin: (f64, f64),
    scale: f64,
    turned: bool,
    data: String,
}

impl Pen {
    fn step(&mut self, (letter, points, count): &Step) {
        self.data.push(*letter);
        for point in &points[..*count] {
            let (x, y) = (f64::from(point.0) * self.scale, f64::from(point.1) * self.scale);
            let (right, down) = if self.turned { (-y, -x) } else { (x, -y) };
            // A hundredth of a unit is a thousandth of a millimetre.
            let _ = write!(self.data, "{:.2} {:.2} ", self.origin.0 + right, self.origin.1 + down);
        }
    }

    fn advance(&mut self, width: f64) {
        if self.turned {
            self.origin.1 -= width;
        } else {
            self.origin.0 += width;
        }
    }
}
