//! Text into XML: escaping, and dropping what XML 1.0 cannot carry.
//!
//! Never builds elements: the modules beside it write their own, each in the schema's order.

use std::borrow::Cow;

use quick_xml::escape;

/// The declaration every part begins with.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The main namespace, as an attribute.
pub(super) const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

/// The namespace of relationships, as an attribute.
pub(super) const R: &str = "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

/// Characters that no XML 1.0 document may contain, not even escaped. Names copied out of other systems carry them.
fn is_forbidden(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// `text` without forbidden characters; borrowed where there are none, which is nearly always.
fn clean(text: &str) -> Cow<'_, str> {
    if text.contains(is_forbidden) { Cow::Owned(text.replace(is_forbidden, "")) } else { Cow::Borrowed(text) }
}

/// Appends `text` as the content of an element.
pub(super) fn push_text(out: &mut String, text: &str) {
    out.push_str(&escape::partial_escape(clean(text)));
}

/// Appends ` name="value"`; line breaks in the value become spaces.
pub(super) fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    let value = clean(value);
    let value = if value.contains(['\n', '\r', '\t']) { Cow::Owned(value.replace(['\n', '\r', '\t'], " ")) } else { value };
    out.push_str(&escape::escape(value));
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::{push_attribute, push_text};

    fn text(text: &str) -> String {
        let mut out = String::new();
        push_text(&mut out, text);
        out
    }

    #[test]
    fn markup_characters_are_escaped_and_rare_characters_kept() {
        assert_eq!(text("<甲>&“乙”𬭎㛃"), "&lt;甲&gt;&amp;“乙”𬭎㛃");
    }

    #[test]
    fn characters_that_xml_cannot_carry_are_dropped() {
        assert_eq!(text("安\u{0}阳\u{1b}市\u{ffff}\u{b}"), "安阳市");
    }

    #[test]
    fn attributes_stay_on_one_line_and_keep_their_quotes() {
        let mut out = String::new();
        push_attribute(&mut out, "descr", "一\n\"二\"<三>");
        assert_eq!(out, " descr=\"一 &quot;二&quot;&lt;三&gt;\"");
    }
}
