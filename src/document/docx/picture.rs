//! Pictures: PNG files placed in the line of text, with a title and alternative text.
//!
//! Never decodes or draws a picture: it reads the size from the file's head.

use std::fmt::Write as _;

use crate::error::{Error, Result};

use super::{measure::Twips, xml::push_attribute};

/// English Metric Units in a twip.
const EMU: i64 = 635;

/// A picture drawn for a chart.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// The chart's name (`Chart::id`).
    pub id: &'a str,
    /// The PNG file.
    pub png: &'a [u8],
}

impl Picture<'_> {
    /// Width and height in pixels, from the file's head.
    pub(super) fn size(&self) -> Result<(u32, u32)> {
        let number = |at: usize| {
            let bytes = self.png.get(at..at + 4)?;
            bytes.try_into().ok().map(u32::from_be_bytes).filter(|pixels| *pixels > 0)
        };
        let is_png = self.png.starts_with(b"\x89PNG\r\n\x1a\n") && self.png.get(12..16) == Some(b"IHDR".as_slice());
        number(16)
            .zip(number(20))
            .filter(|_| is_png)
            .ok_or_else(|| Error::failed(format!("图表“{}”的图片不是完好的 PNG 文件", self.id)))
    }
}

/// The largest size with the picture's proportions inside `width` × `height`.
fn fit((pixels_x, pixels_y): (u32, u32), width: Twips, height: Twips) -> (i64, i64) {
    let (x, y) = (i64::from(pixels_x), i64::from(pixels_y));
    let (width, height) = (i64::from(width) * EMU, i64::from(height) * EMU);
    if width * y <= height * x { (width, width * y / x) } else { (height * x / y, height) }
}

/// Space above and below a picture.
pub(super) const AROUND: Twips = 120;

/// The height that a picture takes inside `room`.
pub(super) fn height_in(size: (u32, u32), room: (Twips, Twips)) -> Twips {
    Twips::try_from(fit(size, room.0, room.1).1 / EMU).unwrap_or(Twips::MAX)
}

/// The words that go with a picture.
pub(super) struct Words<'a> {
    /// Shown as the picture's title.
    pub title: &'a str,
    /// What a reader who cannot see it must know.
    pub alt: &'a str,
}

/// Appends the drawing number `number`, fitted into `room`.
pub(super) fn push_drawing(out: &mut String, number: usize, size: (u32, u32), words: &Words<'_>, room: (Twips, Twips)) {
    let (cx, cy) = fit(size, room.0, room.1);
    let _ = write!(
        out,
        "<w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{cx}\" cy=\"{cy}\"/>"
    );
    let _ = write!(out, "<wp:docPr id=\"{number}\" name=\"图{number}\"");
    push_attribute(out, "descr", words.alt);
    push_attribute(out, "title", words.title);
    let _ = write!(
        out,
        "/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect=\"1\"/></wp:cNvGraphicFramePr><a:graphic>\
         <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr>\
         <pic:cNvPr id=\"{number}\" name=\"image{number}.png\""
    );
    push_attribute(out, "descr", words.alt);
    let _ = write!(
        out,
        "/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rIdImage{number}\"/><a:stretch><a:fillRect/></a:stretch>\
         </pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{cx}\" cy=\"{cy}\"/></a:xfrm>\
         <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    );
}

#[cfg(test)]
mod tests {
    use super::{Picture, fit};

    #[test]
    fn a_picture_fills_the_width_unless_it_would_be_too_high() {
        assert_eq!(fit((1000, 500), 8000, 8000), (8000 * 635, 4000 * 635));
        assert_eq!(fit((500, 1000), 8000, 8000), (4000 * 635, 8000 * 635));
    }

    #[test]
    fn what_is_no_png_is_refused_by_name() {
        let error = Picture { id: "exit_rate", png: b"GIF89a" }.size().err().map(|error| error.message);
        assert!(error.is_some_and(|message| message.contains("exit_rate")));
    }
}
