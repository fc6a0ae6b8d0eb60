//! Sections of a shell, as text: its pages turned on their side, and its pages continued behind those.

use std::fmt::Write as _;

use super::super::{
    measure::{TEXT_HEIGHT, TEXT_WIDTH, Twips, tenths_mm},
    section::{Orientation, push_section},
};

/// The properties of a section that has none of its own: the pages of GB/T 9704.
pub(super) fn usual() -> String {
    let mut out = String::new();
    push_section(&mut out, Orientation::Portrait, "", false);
    out
}

/// The same pages further on: no first page that differs, no new count of pages.
pub(super) fn continued(section: &str) -> String {
    let section = without(section, "w:titlePg");
    match tag(&section, "w:pgNumType") {
        Some((start, end)) => {
            let kept = without_attribute(&section[start..end], "w:start");
            format!("{}{kept}{}", &section[..start], &section[end..])
        }
        None => section,
    }
}

/// The same pages turned by a quarter, the head at the binding edge, from a new page on.
pub(super) fn landscape(section: &str) -> String {
    let section = without(&continued(section), "w:type");
    let size = Size::of(&section);
    let Size { width, height, margins: [top, right, bottom, left] } = size;
    let mut page = format!("<w:pgSz w:w=\"{height}\" w:h=\"{width}\" w:orient=\"landscape\"/>");
    if let Some((start, end)) = tag(&section, "w:pgMar") {
        let mut kept = section[start..end].to_owned();
        for (name, value) in [("w:top", left), ("w:right", top), ("w:bottom", right), ("w:left", bottom)] {
            kept = with_attribute(&kept, name, value);
        }
        page.push_str(&kept);
    }
    let cut = without(&without(&section, "w:pgSz"), "w:pgMar");
    // Behind references and notes, where the schema wants the size of the page.
    let at = ["w:footnotePr", "w:endnotePr", "w:headerReference", "w:footerReference"]
        .iter()
        .filter_map(|name| last_end(&cut, name))
        .max()
        .or_else(|| cut.find('>').map(|end| end + 1))
        .unwrap_or(0);
    format!("{}{page}{}", &cut[..at], &cut[at..])
}

/// Width and height of the text area.
pub(super) fn room(section: &str) -> (Twips, Twips) {
    let Size { width, height, margins: [top, right, bottom, left] } = Size::of(section);
    let (across, down) = (width - left - right, height - top.abs() - bottom.abs());
    if across > 0 && down > 0 { (across, down) } else { (TEXT_WIDTH, TEXT_HEIGHT) }
}

struct Size {
    width: Twips,
    height: Twips,
    /// Top, right, bottom, left.
    margins: [Twips; 4],
}

impl Size {
    fn of(section: &str) -> Self {
        let number = |element: &str, name: &str, usual: Twips| {
            let (start, end) = tag(section, element)?;
            Some(attribute(&section[start..end], name)?.parse().unwrap_or(usual))
        };
        let of = |element: &str, name: &str, usual: Twips| number(element, name, usual).unwrap_or(usual);
        Self {
            width: of("w:pgSz", "w:w", 11_906),
            height: of("w:pgSz", "w:h", 16_838),
            margins: [
                of("w:pgMar", "w:top", tenths_mm(370)),
                of("w:pgMar", "w:right", tenths_mm(260)),
                of("w:pgMar", "w:bottom", tenths_mm(350)),
                of("w:pgMar", "w:left", tenths_mm(280)),
            ],
        }
    }
}

/// Where the start tag of an element stands.
fn tag(section: &str, name: &str) -> Option<(usize, usize)> {
    let open = format!("<{name}");
    let start = section
        .match_indices(&open)
        .map(|(at, _)| at)
        .find(|at| section[at + open.len()..].starts_with([' ', '/', '>', '\n', '\t', '\r']))?;
    Some((start, start + section[start..].find('>')? + 1))
}

/// The section without an element.
fn without(section: &str, name: &str) -> String {
    let Some((start, end)) = tag(section, name) else { return section.to_owned() };
    let close = format!("</{name}>");
    let end = if section[..end].ends_with("/>") {
        end
    } else {
        section[end..].find(&close).map_or(end, |at| end + at + close.len())
    };
    format!("{}{}", &section[..start], &section[end..])
}

/// Where the last element of a name ends.
fn last_end(section: &str, name: &str) -> Option<usize> {
    let at = section.rfind(&format!("<{name}"))?;
    let end = at + section[at..].find('>')? + 1;
    let close = format!("</{name}>");
    if section[..end].ends_with("/>") {
        Some(end)
    } else {
        section[end..].find(&close).map(|at| end + at + close.len())
    }
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (start, end) = value(tag, name)?;
    tag.get(start..end)
}

/// Where the value of an attribute stands.
fn value(tag: &str, name: &str) -> Option<(usize, usize)> {
    let at = tag.find(&format!(" {name}="))? + name.len() + 2;
    let quote = tag[at..].chars().next()?;
    Some((at + 1, at + 1 + tag[at + 1..].find(quote)?))
}

fn without_attribute(tag: &str, name: &str) -> String {
    let Some((start, end)) = value(tag, name) else { return tag.to_owned() };
    format!("{}{}", &tag[..start - name.len() - 3], &tag[end + 1..])
}

fn with_attribute(tag: &str, name: &str, number: Twips) -> String {
    match value(tag, name) {
        Some((start, end)) => format!("{}{number}{}", &tag[..start], &tag[end..]),
        None => {
            let at = tag.find(['/', '>']).unwrap_or(tag.len());
            let mut out = tag[..at].to_owned();
            let _ = write!(out, " {name}=\"{number}\"");
            out.push_str(&tag[at..]);
            out
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{continued, landscape, room};

    const SECTION: &str = "<w:sectPr w:rsidR=\"00A\"><w:headerReference w:type=\"first\" r:id=\"rId8\"/><w:type w:val=\"continuous\"/>\
        <w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" w:header=\"851\" \
        w:footer=\"992\" w:gutter=\"0\"/><w:pgNumType w:fmt=\"numberInDash\" w:start=\"1\"/><w:titlePg/><w:docGrid w:linePitch=\"312\"/></w:sectPr>";

    #[test]
    fn pages_turn_and_go_on_without_beginning_anew() {
        assert_eq!(room(SECTION), (8844, 12_756));
        let on = continued(SECTION);
        assert!(!on.contains("titlePg") && on.contains("<w:pgNumType w:fmt=\"numberInDash\"/>"), "{on}");
        let turned = landscape(SECTION);
        assert!(
            turned.starts_with(
                "<w:sectPr w:rsidR=\"00A\"><w:headerReference w:type=\"first\" r:id=\"rId8\"/>\
             <w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/><w:pgMar w:top=\"1588\" w:right=\"2098\" \
             w:bottom=\"1474\" w:left=\"1984\" w:header=\"851\""
            ),
            "{turned}"
        );
        assert_eq!(room(&turned), (12_756, 8844));
    }
}
