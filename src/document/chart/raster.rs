//! An SVG of ours as PNG, by resvg: opaque, on white, with its resolution written into the file.

use std::collections::BTreeSet;
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

/// Without an alpha channel, which would make a PDF carry a mask for nothing: by palette where 256 colours suffice (they
/// nearly always do, at a third of the time and size), else three bytes a pixel.
fn encode(picture: &Pixmap, dpi: u16) -> std::result::Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_filter(png::Filter::NoFilter);
    let per_metre = (u32::from(dpi) * 10_000 + 127) / 254;
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }));
    let pixels = if let Some(palette) = palette(picture.data()) {
        encoder.set_color(png::ColorType::Indexed);
        let indices = indices(picture.data(), &palette);
        encoder.set_palette(palette.concat());
        indices
    } else {
        encoder.set_color(png::ColorType::Rgb);
        picture.data().chunks_exact(4).flat_map(|pixel| pixel.iter().take(3).copied()).collect()
    };
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(bytes)
}

/// All colours of the picture in order, if there are at most 256.
fn palette(data: &[u8]) -> Option<Vec<[u8; 3]>> {
    let mut colours = BTreeSet::new();
    let mut last: &[u8] = &[];
    for pixel in data.chunks_exact(4) {
        if pixel != last && colours.insert([pixel[0], pixel[1], pixel[2]]) && colours.len() > 256 {
            return None;
        }
        last = pixel;
    }
    Some(colours.into_iter().collect())
}

/// For each pixel its place in the palette; most pixels are like the one before them.
fn indices(data: &[u8], palette: &[[u8; 3]]) -> Vec<u8> {
    let mut indices = Vec::with_capacity(data.len() / 4);
    let (mut last, mut index): (&[u8], u8) = (&[], 0);
    for pixel in data.chunks_exact(4) {
        if pixel != last {
            let found = palette.binary_search(&[pixel[0], pixel[1], pixel[2]]);
            index = found.ok().and_then(|found| u8::try_from(found).ok()).unwrap_or(0);
            last = pixel;
        }
        indices.push(index);
    }
    indices
}
