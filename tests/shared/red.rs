//! Red ink on a page, measured in a picture of it.

/// A stretch of rows with red in them, in pixels.
#[derive(Debug, Clone, Copy)]
pub struct Band {
    pub top: usize,
    pub bottom: usize,
    pub left: usize,
    pub right: usize,
}

/// The bands of a binary PPM picture, from the top.
pub fn bands(ppm: &[u8]) -> Vec<Band> {
    let mut head = ppm.splitn(4, u8::is_ascii_whitespace);
    let mut number = || -> usize { std::str::from_utf8(head.next().unwrap()).unwrap().parse().unwrap_or(0) };
    let (_, width, _) = (number(), number(), number());
    let rest = head.next().unwrap();
    let pixels = &rest[rest.len() - rest.len() / (width * 3) * (width * 3)..];
    let mut bands: Vec<Band> = Vec::new();
    for (y, row) in pixels.chunks_exact(width * 3).enumerate() {
        let mut red = row.chunks_exact(3).enumerate().filter(|(_, rgb)| rgb[0] > 180 && rgb[1] < 120).map(|(x, _)| x);
        let Some(left) = red.next() else { continue };
        let right = red.next_back().unwrap_or(left);
        match bands.last_mut() {
            Some(band) if band.bottom == y => {
                *band = Band { top: band.top, bottom: y + 1, left: band.left.min(left), right: band.right.max(right) };
            }
            _ => bands.push(Band { top: y, bottom: y + 1, left, right }),
        }
    }
    bands
}

/// Resolution at which a page is measured: ten pixels a millimetre.
pub const DPI: &str = "254";

/// A letter's first page by its picture at [`DPI`]: name 30 mm below the edge, rules of 170 mm, thick over thin 4 mm below the
/// name, thin over thick 20 mm above the foot. `slack` is in tenths of a millimetre.
pub fn assert_letter(ppm: &[u8], slack: usize) {
    let bands = bands(ppm);
    let near = |found: usize, wanted: usize, what: &str| {
        assert!(found.abs_diff(wanted) <= slack, "{what}: {found}, wanted {wanted} (tenths of a mm) in {bands:?}");
    };
    let rules: Vec<&Band> =
        bands.iter().filter(|band| band.right - band.left > 1500 && band.bottom - band.top < 15).collect();
    let [thick, thin, thin_below, thick_below] = rules.as_slice() else { panic!("four rules: {bands:?}") };
    let (name, last) = (bands[0], bands.iter().rfind(|band| band.bottom <= thick.top).unwrap());
    near(name.top, 300, "top of the name");
    near(thick.top, last.bottom + 40, "first rule below the name");
    near(thick_below.bottom, 2770, "second rule above the foot");
    let height = |band: &Band| band.bottom - band.top;
    assert!(height(thick) > height(thin) && height(thick_below) > height(thin_below), "{bands:?}");
    for rule in rules {
        near(rule.left, 200, "left end of a rule");
        near(rule.right - rule.left, 1700, "width of a rule");
    }
}
