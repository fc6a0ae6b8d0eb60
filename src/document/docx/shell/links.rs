//! Relationships and content types of a shell: read, and added to behind what stands there.

use quick_xml::{Reader, events::Event};

use super::{super::xml::push_attribute, scan::attribute};

/// A relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// Identifier.
    pub id: String,
    /// Last word of its type (`header`).
    pub kind: String,
    /// Target as written.
    pub target: String,
    /// Whether the target lies outside the package.
    pub external: bool,
}

/// The relationships of a part; those that cannot be read are left out.
pub(super) fn links(xml: &str) -> Vec<Link> {
    let mut reader = Reader::from_str(xml);
    let mut links = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "Relationship" => {
                let text = |name| attribute(&tag, name).unwrap_or_default();
                links.push(Link {
                    id: text("Id"),
                    kind: text("Type").rsplit('/').next().unwrap_or_default().to_owned(),
                    target: text("Target"),
                    external: text("TargetMode").eq_ignore_ascii_case("External"),
                });
            }
            Event::Eof => break,
            _ => {}
        }
    }
    links
}

impl Link {
    /// Whether opening the document would fetch something from elsewhere. A hyperlink waits for a reader's click.
    pub(super) fn fetches(&self) -> bool {
        let target = self.target.to_ascii_lowercase();
        let away =
            ["http:", "https:", "ftp:", "\\\\", "file://", "mhtml:"].iter().any(|start| target.starts_with(start));
        let local = target.starts_with("file:///") && !target.starts_with("file:////");
        self.external && self.kind != "hyperlink" && away && !local
    }
}

/// The name of the member that a target of `part` means.
pub(super) fn resolve(part: &str, target: &str) -> String {
    let mut path: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => part.rsplit_once('/').map(|(folder, _)| folder.split('/').collect()).unwrap_or_default(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// The member with the relationships of a part.
pub(super) fn links_of(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}_rels/{file}.rels")
}

/// The document with `addition` before its last end tag; an empty element is opened for it.
pub(super) fn with_children(xml: &str, addition: &str) -> Option<String> {
    let at = xml.rfind('<')?;
    if xml[at..].starts_with("</") {
        return Some(format!("{}{addition}{}", &xml[..at], &xml[at..]));
    }
    let (name, _) = xml[at + 1..].split_once([' ', '/', '>'])?;
    let open = xml[at..].strip_suffix("/>").map(str::trim_end)?;
    Some(format!("{}{open}>{addition}</{name}>", &xml[..at]))
}

/// A relationship to be added.
pub(super) fn push_link(out: &mut String, id: &str, kind: &str, target: &str) {
    out.push_str("<Relationship");
    push_attribute(out, "Id", id);
    let kind = format!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}");
    push_attribute(out, "Type", &kind);
    push_attribute(out, "Target", target);
    out.push_str("/>");
}

/// The content types with PNG among them.
pub(super) fn with_png(types: &str) -> String {
    let known = types.to_ascii_lowercase().contains("extension=\"png\"");
    let at = types.find("<Types").and_then(|start| Some(start + types[start..].find('>')? + 1)).filter(|_| !known);
    at.map_or_else(
        || types.to_owned(),
        |at| format!("{}<Default Extension=\"png\" ContentType=\"image/png\"/>{}", &types[..at], &types[at..]),
    )
}

#[cfg(test)]
mod tests {
    use super::{links, links_of, resolve, with_children, with_png};

    #[test]
    fn targets_are_those_of_the_package() {
        assert_eq!(resolve("word/document.xml", "header1.xml"), "word/header1.xml");
        assert_eq!(resolve("word/document.xml", "/word/styles.xml"), "word/styles.xml");
        assert_eq!(resolve("word/document.xml", "../custom/a.xml"), "custom/a.xml");
        assert_eq!(links_of("word/document.xml"), "word/_rels/document.xml.rels");
        assert_eq!(links_of("document.xml"), "_rels/document.xml.rels");
    }

    #[test]
    fn additions_stand_behind_what_is_there() {
        assert_eq!(with_children("<a><b/></a>\n", "<c/>").as_deref(), Some("<a><b/><c/></a>\n"));
        assert_eq!(with_children("<?xml?><a x=\"1\"/>", "<c/>").as_deref(), Some("<?xml?><a x=\"1\"><c/></a>"));
        assert_eq!(
            with_png("<Types><Default Extension=\"PNG\"/></Types>"),
            "<Types><Default Extension=\"PNG\"/></Types>"
        );
        assert!(with_png("<Types a=\"b\"></Types>").starts_with("<Types a=\"b\"><Default Extension=\"png\""));
    }

    #[test]
    fn only_what_is_fetched_by_itself_is_told() {
        let of = |kind: &str, target: &str| {
            let xml = format!(
                "<Relationships><Relationship Id=\"a\" Type=\"x/{kind}\" Target=\"{target}\" TargetMode=\"External\"/></Relationships>"
            );
            links(&xml)[0].fetches()
        };
        assert!(of("attachedTemplate", "http://example.invalid/a.dotm") && of("image", "\\\\server\\a.png"));
        assert!(!of("hyperlink", "https://example.invalid/") && !of("attachedTemplate", "file:///C:\\a.dotx"));
    }
}
