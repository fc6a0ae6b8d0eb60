//! Reading .docx files back: parts by name, elements and attributes of a part.

use std::io::{Cursor, Read as _};

use quick_xml::{Reader, events::Event};
use zip::ZipArchive;

/// The parts of a package in their order.
pub fn parts(docx: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(docx)).unwrap();
    (0..archive.len())
        .map(|number| {
            let mut file = archive.by_index(number).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        })
        .collect()
}

/// One part as text.
pub fn part(docx: &[u8], name: &str) -> String {
    let found = parts(docx).into_iter().find(|(part, _)| part == name);
    String::from_utf8(found.unwrap_or_else(|| panic!("{name} is missing")).1).unwrap()
}

/// The stretches of `xml` from `<name` to its end tag, outermost ones, without elements of the same name inside them.
pub fn elements<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = xml[at..].find(&open).map(|start| at + start) {
        let after = start + open.len();
        let tag_end = start + xml[start..].find('>').unwrap() + 1;
        if !xml[after..].starts_with([' ', '>', '/']) {
            at = after;
            continue;
        }
        at = if xml[..tag_end].ends_with("/>") { tag_end } else { tag_end + xml[tag_end..].find(&close).unwrap() + close.len() };
        found.push(&xml[start..at]);
    }
    found
}

/// The value of an attribute in the first tag of `element` that is called `tag`.
pub fn attribute(element: &str, tag: &str, attribute: &str) -> Option<String> {
    let start = element.find(&format!("<{tag} "))?;
    let tag = &element[start..start + element[start..].find('>')?];
    let value = tag.split(&format!(" {attribute}=\"")).nth(1)?;
    Some(value.split('"').next()?.to_owned())
}

/// As [`attribute`], a number.
pub fn number(element: &str, tag: &str, name: &str) -> i32 {
    let value = attribute(element, tag, name).unwrap_or_else(|| panic!("{tag} {name} is missing in {element}"));
    value.parse().unwrap()
}

/// The text of an element: what a reader sees.
pub fn text(xml: &str) -> String {
    let mut reader = Reader::from_str(xml);
    let mut out = String::new();
    let mut inside = false;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) if tag.name().as_ref() == "w:t" => inside = true,
            Event::End(tag) if tag.name().as_ref() == "w:t" => inside = false,
            Event::Text(text) if inside => out.push_str(&text),
            Event::GeneralRef(name) if inside => {
                
                out.push_str(match &*name {
                    "lt" => "<",
                    "gt" => ">",
                    "amp" => "&",
                    other => panic!("unknown reference {other}"),
                });
            }
            Event::Eof => return out,
            _ => {}
        }
    }
}

/// The first paragraph whose text contains `words`.
pub fn paragraph<'a>(xml: &'a str, words: &str) -> &'a str {
    let found = elements(xml, "w:p").into_iter().find(|paragraph| text(paragraph).contains(words));
    found.unwrap_or_else(|| panic!("no paragraph with {words}"))
}

/// The style with this identifier.
pub fn style<'a>(styles: &'a str, id: &str) -> &'a str {
    let id = format!("w:styleId=\"{id}\"");
    elements(styles, "w:style").into_iter().find(|style| style.contains(&id)).unwrap()
}

/// Twips in tenths of a millimetre.
pub fn tenths_mm(twips: i32) -> i32 {
    (twips * 10_000 + 28_346) / 56_693
}
