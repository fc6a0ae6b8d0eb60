//! An SVG of ours as PNG, by resvg: opaque, on white, with its resolution written into the file.

use std::sync::Arc;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{FontResolver, Options, Tree};

use crate::error::{Error, Result};

use super::easel::Easel;

/// Rasters a chart; 200 dpi is what a printed page needs. The text is set in the faces that measured it.
///
/// # Errors
/// The SVG is none, or the picture is too large for memory.
pub fn png(svg: &str, easel: &Easel, dpi: u16) -> Result<Vec<u8>> {
    let tree = Tree::from_str(svg, &options(easel, dpi))
        .map_err(|error| Error::failed("图表不是有效的 SVG").caused_by(error))?;
    let size = tree.size().to_int_size();
    let mut picture =
        Pixmap::new(size.width(), size.height()).ok_or_else(|| Error::failed("图表太大，无法画成图片"))?;
    picture.fill(Color::WHITE);
    resvg::render(&tree, Transform::identity(), &mut picture.as_mut());
    encode(&picture, dpi).map_err(|error| Error::failed("图片没有写成").caused_by(error))
}

/// Faces by weight alone: the names in the SVG are for other programs.
fn options(easel: &Easel, dpi: u16) -> Options<'_> {
    let resolver = FontResolver {
        select_font: Box::new(|font, _| easel.face_id(font.weight() >= 600)),
        select_fallback: Box::new(|c, tried, database| easel.fallback(c, tried, database)),
    };
    Options {
        dpi: f32::from(dpi),
        font_resolver: resolver,
        fontdb: Arc::clone(&easel.database),
        languages: vec!["zh".to_owned()],
        ..Options::default()
    }
}

/// Three bytes a pixel: the ground is opaque, and an alpha channel would make a PDF carry a mask for nothing.
fn encode(picture: &Pixmap, dpi: u16) -> std::result::Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let per_metre = (u32::from(dpi) * 10_000 + 127) / 254;
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }));
    let pixels: Vec<u8> =
        picture.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(bytes)
}
