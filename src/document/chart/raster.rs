//! An SVG of ours as PNG, by resvg: opaque, on white, with its resolution written into the file.

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::error::{Error, Result};

/// Rasters an SVG without text.
///
/// # Errors
/// The SVG is none, or the picture is too large for memory.
pub(super) fn png(svg: &str, dpi: u16) -> Result<Vec<u8>> {
    let options = Options { dpi: f32::from(dpi), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| Error::failed("图表不是有效的 SVG").caused_by(error))?;
    let size = tree.size().to_int_size();
    let mut picture =
        Pixmap::new(size.width(), size.height()).ok_or_else(|| Error::failed("图表太大，无法画成图片"))?;
    picture.fill(Color::WHITE);
    resvg::render(&tree, Transform::identity(), &mut picture.as_mut());
    encode(&picture, dpi).map_err(|error| Error::failed("图片没有写成").caused_by(error))
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
    let pixels = if let Some((palette, indices)) = by_palette(picture.data()) {
        encoder.set_color(png::ColorType::Indexed);
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

/// The colours of the picture in the order in which they are met, and for each pixel its place among them; `None` if there
/// are more than 256. Most pixels are like the one before them.
fn by_palette(data: &[u8]) -> Option<(Vec<[u8; 3]>, Vec<u8>)> {
    let mut palette: Vec<[u8; 3]> = Vec::new();
    let mut places: Vec<([u8; 3], u8)> = Vec::new();
    let mut indices = Vec::with_capacity(data.len() / 4);
    let (mut last, mut index): (&[u8], u8) = (&[], 0);
    for pixel in data.chunks_exact(4) {
        if pixel != last {
            let colour = [pixel[0], pixel[1], pixel[2]];
            index = match places.binary_search_by_key(&colour, |(known, _)| *known) {
                Ok(found) => places[found].1,
                Err(at) => {
                    let next = u8::try_from(palette.len()).ok()?;
                    places.insert(at, (colour, next));
                    palette.push(colour);
                    next
                }
            };
            last = pixel;
        }
        indices.push(index);
    }
    Some((palette, indices))
}
