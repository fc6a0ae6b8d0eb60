//! One palette for all charts: tones that differ in lightness first, so that grey print and colour-blind readers lose
//! nothing. The theme of the HTML page knows these values and lightens some of them on a dark screen.

use super::scene::Ink;

/// The ground of the picture and of the plates under labels.
pub const PAPER: Ink = Ink(0xFF, 0xFF, 0xFF);
/// Text and mean lines.
pub const INK: Ink = Ink(0x1B, 0x1F, 0x24);
/// Subtitles, axis labels.
pub const SOFT: Ink = Ink(0x4A, 0x50, 0x58);
/// Hairlines behind the data.
pub const GRID: Ink = Ink(0xD9, 0xDD, 0xE2);
/// The line the data stand on.
pub const AXIS: Ink = Ink(0x8A, 0x90, 0x99);
/// Bars.
pub const BAR: Ink = Ink(0x3B, 0x6E, 0xA5);
/// The bar that matters most, the measured line.
pub const DEEP: Ink = Ink(0x1F, 0x4E, 0x79);
/// A plan, not a measurement.
pub const PLAN: Ink = Ink(0x6B, 0x72, 0x80);
/// Targets.
pub const TARGET: Ink = Ink(0xB3, 0x26, 0x1E);
/// The flow between two steps of a funnel.
pub const FLOW: Ink = Ink(0xE4, 0xEB, 0xF2);
/// Text on a dark tone.
pub const ON_DARK: Ink = Ink(0xFE, 0xFE, 0xFE);
/// Text on a light tone.
pub const ON_LIGHT: Ink = Ink(0x0D, 0x11, 0x16);

/// Parts of a stacked bar, neighbours far apart in lightness.
pub const PARTS: [Ink; 4] = [BAR, Ink(0xC3, 0xD5, 0xE8), Ink(0x1D, 0x2F, 0x45), Ink(0xE6, 0xC4, 0x8A)];

/// Measured lines, dark enough for their labels to be read in the same ink.
pub const LINES: [Ink; 4] = [DEEP, Ink(0xA3, 0x52, 0x12), Ink(0x2A, 0x73, 0x57), Ink(0x6A, 0x3D, 0x9A)];

/// Steps of a heat map, from none to most; the gap between the fourth and the fifth leaves no tone on which neither
/// dark nor light figures can be read.
pub const HEAT: [Ink; 6] = [
    Ink(0xF4, 0xF6, 0xF9),
    Ink(0xDC, 0xE7, 0xF2),
    Ink(0xB4, 0xCC, 0xE3),
    Ink(0x84, 0xAB, 0xCF),
    Ink(0x3B, 0x6E, 0xA5),
    Ink(0x1B, 0x40, 0x6B),
];

/// The tone of the `index`-th part or line, beginning again after the last.
pub fn tone(tones: &[Ink], index: usize) -> Ink {
    tones.get(index % tones.len().max(1)).copied().unwrap_or(INK)
}

/// Dark or light figures, whichever reads better on this tone.
pub fn readable_on(tone: Ink) -> Ink {
    if contrast(ON_DARK, tone) > contrast(ON_LIGHT, tone) { ON_DARK } else { ON_LIGHT }
}

/// Contrast ratio of two tones as WCAG 2 defines it, 1 to 21.
pub fn contrast(a: Ink, b: Ink) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance as WCAG 2 defines it.
fn luminance(Ink(red, green, blue): Ink) -> f64 {
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

fn linear(channel: u8) -> f64 {
    let share = f64::from(channel) / 255.0;
    if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_can_be_read_on_its_tone() {
        for tone in HEAT.into_iter().chain(PARTS) {
            assert!(contrast(readable_on(tone), tone) >= 4.5, "{tone:?}");
        }
        for ink in LINES.into_iter().chain([INK, SOFT, PLAN, TARGET, DEEP]) {
            assert!(contrast(ink, PAPER) >= 4.5, "{ink:?}");
        }
    }

    #[test]
    fn heat_grows_darker_step_by_step() {
        assert!(HEAT.windows(2).all(|pair| luminance(pair[0]) > luminance(pair[1]) + 0.05));
    }

    #[test]
    fn neighbouring_parts_differ_in_grey_print() {
        assert!(PARTS.windows(2).all(|pair| contrast(pair[0], pair[1]) >= 2.5));
    }
}
