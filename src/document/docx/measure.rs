//! Lengths: millimetres to twips, the grid of GB/T 9704, and how wide a text will be.
//!
//! Widths of text are estimates from the kind of each character, because the faces of a .docx are named, not embedded.

/// Twentieths of a point, the unit of WordprocessingML.
pub type Twips = i32;

/// One line of the document grid: 28.95 pt, of which 22 fill the text area.
pub const LINE: Twips = 579;

/// One character of the document grid: 15.79 pt, of which 28 fill a line (in hundredths of a twip, to add up exactly).
const CHARACTER_HUNDREDTHS: i32 = 31_580;

/// Width of the text area on a portrait page: 156 mm.
pub const TEXT_WIDTH: Twips = 8845;

/// Height of the text area on a portrait page, which is the width on a landscape one: 225 mm.
pub const TEXT_HEIGHT: Twips = 12756;

/// Tenths of a millimetre in twips, rounded.
pub const fn tenths_mm(tenths: i32) -> Twips {
    (tenths * 56_693 + 5_000) / 10_000
}

/// Hundredths of a character of the grid in twips, rounded.
pub const fn characters(hundredths: i32) -> Twips {
    (hundredths * CHARACTER_HUNDREDTHS / 100 + 50) / 100
}

/// Width of a character in hundredths of its type size.
///
/// Western characters differ between faces: half an em in 仿宋_GB2312, more in its substitutes, so that the estimate is
/// a little generous.
fn hundredths_of_em(character: char) -> u32 {
    match character {
        'A'..='Z' => 68,
        'm' | 'w' | '%' | '@' => 92,
        ' '..='~' => 70,
        _ => 100,
    }
}

/// What LibreOffice puts between a Chinese and a Western character, whatever the style says.
const BETWEEN: u32 = 20;

/// Estimated width of `text` in hundredths of its type size.
pub fn width_in_em_hundredths(text: &str) -> u32 {
    let mut before = None;
    let mut width = 0;
    for letter in text.chars() {
        let western = letter.is_ascii_alphanumeric();
        let meets = before.is_some_and(|before: char| {
            (western && !before.is_ascii()) || (before.is_ascii_alphanumeric() && !letter.is_ascii())
        });
        width += hundredths_of_em(letter) + if meets { BETWEEN } else { 0 };
        before = Some(letter);
    }
    width
}

/// Width of `text` on the document grid in hundredths of a character: Western characters fill half a place.
pub fn width_on_grid(text: &str) -> i32 {
    text.chars().map(|character| if matches!(character, ' '..='~') { 50 } else { 100 }).sum()
}

#[cfg(test)]
mod tests {
    use super::{LINE, TEXT_HEIGHT, TEXT_WIDTH, characters, tenths_mm, width_on_grid};

    #[test]
    fn the_grid_fills_the_text_area_and_not_more() {
        assert_eq!(tenths_mm(1560), 8844);
        assert_eq!(TEXT_HEIGHT / LINE, 22);
        assert_eq!(100 * TEXT_WIDTH / characters(10_000), 28);
    }

    #[test]
    fn western_characters_fill_half_a_place() {
        assert_eq!(width_on_grid("2023年4月30日"), 650);
    }
}
