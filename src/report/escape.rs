//! Values from data never become markup: every ASCII punctuation mark is escaped when it is put into Markdown.
//!
//! CommonMark reads a backslash before any ASCII punctuation mark as that mark itself.

/// The text as Markdown that reads back as exactly the text, on one line.
pub fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            // A line break would end a paragraph or a marker; the others print nothing anyway.
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => escaped.push(' '),
            control if control.is_control() => {}
            mark if mark.is_ascii_punctuation() => {
                escaped.push('\\');
                escaped.push(mark);
            }
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::markdown;

    #[test]
    fn marks_are_escaped_and_lines_joined() {
        assert_eq!(markdown("a*b_c"), r"a\*b\_c");
        assert_eq!(markdown("::表 甲::"), r"\:\:表 甲\:\:");
        assert_eq!(markdown("甲\n\n# 乙\0"), r"甲  \# 乙");
        assert_eq!(markdown("（示例）"), "（示例）");
    }
}
