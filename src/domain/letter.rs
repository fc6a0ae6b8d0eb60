//! Characters that do something instead of being seen.

/// Marks that turn the direction of writing, so that what stands behind them is read as something else.
pub fn turns(letter: char) -> bool {
    matches!(letter, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Characters that steer a terminal, begin a line or turn the direction of writing.
pub fn steers(letter: char) -> bool {
    letter.is_control() || turns(letter) || matches!(letter, '\u{2028}' | '\u{2029}')
}
