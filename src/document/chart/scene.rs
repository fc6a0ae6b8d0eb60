//! What a chart consists of once everything has its place: lines, areas and measured text on a canvas.
//!
//! Units are tenths of a millimetre, from the upper left corner. Knows nothing of plotters.

use super::WIDTH;
use super::easel::Ruler;
use super::palette::{INK, PAPER, SOFT};
use super::wrap::wrap;

/// A colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ink(pub u8, pub u8, pub u8);

/// A size of type with its weight and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Type {
    /// Em in tenths of a millimetre.
    pub size: i32,
    /// Bold face.
    pub bold: bool,
    /// Colour.
    pub ink: Ink,
}

/// The finding.
pub const TITLE: Type = Type { size: 44, bold: true, ink: INK };
/// Unit and date.
pub const SUBTITLE: Type = Type { size: 30, bold: false, ink: SOFT };
/// Categories and values.
pub const LABEL: Type = Type { size: 32, bold: false, ink: INK };
/// Axis labels.
pub const TICK: Type = Type { size: 28, bold: false, ink: SOFT };
/// Categories where there are many.
pub const SMALL: Type = Type { size: 27, bold: false, ink: INK };

/// Categories where there are very many.
pub const TINY: Type = Type { size: 24, bold: false, ink: INK };

impl Type {
    /// In another colour.
    pub const fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    /// In bold.
    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// Distance from one line to the next.
    pub const fn leading(self) -> i32 {
        self.size * 5 / 4
    }
}

/// Which point of a text its position names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// A piece of text and the box it takes, in tenths of a millimetre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextBox {
    /// The words.
    pub text: String,
    /// Left edge.
    pub left: i32,
    /// Upper edge.
    pub top: i32,
    /// Right edge.
    pub right: i32,
    /// Lower edge.
    pub bottom: i32,
    /// Which end stays where it is when another face draws it.
    pub(super) anchor: Anchor,
    /// Size, weight, colour.
    pub(super) face: Type,
    /// Reads upwards.
    pub(super) turned: bool,
}

impl TextBox {
    /// Whether the two boxes share any area.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// The colour it is drawn in.
    pub fn ink(&self) -> Ink {
        self.face.ink
    }
}

/// Something to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A filled rectangle.
    Rect {
        /// Left, top, right, bottom.
        edges: [i32; 4],
        /// Fill.
        ink: Ink,
    },
    /// A filled polygon.
    Area {
        /// Corners.
        points: Vec<(i32, i32)>,
        /// Fill.
        ink: Ink,
    },
    /// A line through points.
    Line {
        /// Points.
        points: Vec<(i32, i32)>,
        /// Colour.
        ink: Ink,
        /// Width.
        width: u32,
        /// Dashed.
        dashed: bool,
    },
    /// A filled circle.
    Dot {
        /// Centre.
        centre: (i32, i32),
        /// Radius.
        radius: i32,
        /// Fill.
        ink: Ink,
    },
    /// Text.
    Text(TextBox),
}

/// A finished picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// Height; the width is [`WIDTH`].
    pub height: i32,
    /// In the order of drawing.
    pub shapes: Vec<Shape>,
}

impl Scene {
    /// All texts, in the order of drawing.
    pub fn texts(&self) -> impl Iterator<Item = &TextBox> {
        self.shapes.iter().filter_map(|shape| if let Shape::Text(text) = shape { Some(text) } else { None })
    }
}

/// A picture in the making, with the faces that measure its text.
pub struct Canvas<'a> {
    /// Measures text.
    pub ruler: Ruler<'a>,
    shapes: Vec<Shape>,
}

impl<'a> Canvas<'a> {
    /// An empty canvas.
    pub fn new(ruler: Ruler<'a>) -> Self {
        Self { ruler, shapes: Vec::new() }
    }

    /// The picture, cut below `bottom`.
    pub fn finish(self, bottom: i32) -> Scene {
        Scene { height: bottom, shapes: self.shapes }
    }

    /// Width of a text.
    pub fn width(&self, text: &str, face: Type) -> i32 {
        self.ruler.width(text, face.size, face.bold)
    }

    /// The widest of some texts, 0 for none.
    pub fn widest<'t>(&self, texts: impl IntoIterator<Item = &'t str>, face: Type) -> i32 {
        texts.into_iter().map(|text| self.width(text, face)).max().unwrap_or(0)
    }

    /// A text broken into lines no wider than `limit`.
    pub fn lines(&self, text: &str, face: Type, limit: i32) -> Vec<String> {
        wrap(&clean(text), limit, |line| self.width(line, face))
    }

    /// A filled rectangle between two corners.
    pub fn rect(&mut self, (left, top): (i32, i32), (right, bottom): (i32, i32), ink: Ink) {
        if right > left && bottom > top {
            self.shapes.push(Shape::Rect { edges: [left, top, right, bottom], ink });
        }
    }

    /// A filled polygon.
    pub fn area(&mut self, points: Vec<(i32, i32)>, ink: Ink) {
        self.shapes.push(Shape::Area { points, ink });
    }

    /// A line through points.
    pub fn line(&mut self, points: Vec<(i32, i32)>, ink: Ink, width: u32) {
        self.shapes.push(Shape::Line { points, ink, width, dashed: false });
    }

    /// A dashed line through points.
    pub fn dashes(&mut self, points: Vec<(i32, i32)>, ink: Ink, width: u32) {
        self.shapes.push(Shape::Line { points, ink, width, dashed: true });
    }

    /// A filled circle.
    pub fn dot(&mut self, centre: (i32, i32), radius: i32, ink: Ink) {
        self.shapes.push(Shape::Dot { centre, radius, ink });
    }

    /// A text whose box begins at `top`; `x` is the point that `anchor` names.
    pub fn text(&mut self, text: &str, face: Type, anchor: Anchor, (x, top): (i32, i32)) {
        let text = clean(text);
        if text.is_empty() {
            return;
        }
        let width = self.width(&text, face);
        let left = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2,
            Anchor::End => x - width,
        };
        let (right, bottom) = (left + width, top + face.size);
        self.shapes.push(Shape::Text(TextBox { text, left, top, right, bottom, anchor, face, turned: false }));
    }

    /// A text centred on the height `middle`.
    pub fn text_at(&mut self, text: &str, face: Type, anchor: Anchor, (x, middle): (i32, i32)) {
        self.text(text, face, anchor, (x, middle - face.size / 2));
    }

    /// Lines of text, the whole centred on the height `middle`.
    pub fn block(&mut self, lines: &[String], face: Type, anchor: Anchor, (x, middle): (i32, i32)) {
        let count = i32::try_from(lines.len()).unwrap_or(i32::MAX);
        let height = (count - 1) * face.leading() + face.size;
        let mut top = middle - height / 2;
        for line in lines {
            self.text(line, face, anchor, (x, top));
            top += face.leading();
        }
    }

    /// A text that reads upwards from `bottom`, its box beginning at `left`.
    pub fn upright(&mut self, text: &str, face: Type, (left, bottom): (i32, i32)) {
        let text = clean(text);
        let (right, top) = (left + face.size, bottom - self.width(&text, face));
        let anchor = Anchor::Start;
        self.shapes.push(Shape::Text(TextBox { text, left, top, right, bottom, anchor, face, turned: true }));
    }

    /// A text on a plate of paper, so that lines behind it do not cross it.
    pub fn plated(&mut self, text: &str, face: Type, anchor: Anchor, (x, middle): (i32, i32)) {
        let width = self.width(&clean(text), face);
        let left = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2,
            Anchor::End => x - width,
        };
        let half = face.size / 2;
        self.rect((left - 4, middle - half), (left + width + 4, middle + half), PAPER);
        self.text_at(text, face, anchor, (x, middle));
    }
}

/// The blank as wide as a character that separates unit and date.
const IDEOGRAPHIC_SPACE: char = '\u{3000}';

/// Without the characters that no picture can show.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_whitespace() && c != IDEOGRAPHIC_SPACE { ' ' } else { c })
        .filter(|c| !c.is_control())
        .collect()
}

/// A drawing position from a computed one.
#[expect(clippy::cast_possible_truncation, reason = "a place on a picture, far inside i32")]
pub fn px(position: f64) -> i32 {
    position.round() as i32
}

/// A number of things as a length.
pub fn count(things: usize) -> i32 {
    i32::try_from(things).unwrap_or(i32::MAX)
}

/// A figure as a length; drawing only, never printed.
#[expect(clippy::cast_precision_loss, reason = "drawing only")]
pub fn amount(figure: u64) -> f64 {
    figure as f64
}

/// The right edge of the picture.
pub const EDGE: i32 = WIDTH;
