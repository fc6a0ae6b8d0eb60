//! The parts of a workbook's package: what refers to what, and the sheets in their order.
//!
//! Reads no cell.

use crate::domain::config::Limits;
use crate::domain::sheet::Rejection;
use crate::intake::archive::Archive;
use crate::intake::xml::{self, Event, Scanner};

/// A part's text; `None` where there is none of that name.
pub(super) fn document(archive: &mut Archive<'_>, path: &str, limits: &Limits) -> Result<Option<String>, Rejection> {
    archive.part(path, limits)?.map(xml::document).transpose()
}

pub(super) struct Relation {
    pub(super) id: String,
    /// Last part of its type (`worksheet`, `styles`).
    pub(super) kind: String,
    pub(super) target: String,
}

/// The part that the package calls its main document.
pub(super) fn workbook_path(archive: &mut Archive<'_>, limits: &Limits) -> Result<String, Rejection> {
    let main = relations(archive, "", limits)?.into_iter().find(|relation| relation.kind == "officeDocument");
    Ok(main.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| resolve("", &relation.target)))
}

/// The relations of a part; those of the package for an empty path.
pub(super) fn relations(archive: &mut Archive<'_>, path: &str, limits: &Limits) -> Result<Vec<Relation>, Rejection> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let separator = if folder.is_empty() { "" } else { "/" };
    let Some(document) = document(archive, &format!("{folder}{separator}_rels/{name}.rels"), limits)? else {
        return Ok(Vec::new());
    };
    let mut relations = Vec::new();
    let mut scanner = Scanner::new(&document);
    while let Some(event) = scanner.next() {
        let Event::Open { name: "Relationship", attributes, .. } = event else { continue };
        let value = |name| xml::attribute(attributes, name).unwrap_or_default().into_owned();
        let kind = value("Type").rsplit('/').next().unwrap_or_default().to_owned();
        relations.push(Relation { id: value("Id"), kind, target: value("Target") });
    }
    Ok(relations)
}

/// A target as a path from the archive's root.
pub(super) fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let absolute = if target.starts_with('/') { target } else { format!("{folder}/{target}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in absolute.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

pub(super) struct Listed {
    pub(super) name: String,
    pub(super) relation: String,
    pub(super) hidden: bool,
}

/// Whether dates count from 1904, and the sheets in order.
pub(super) fn sheets(workbook: &str) -> (bool, Vec<Listed>) {
    let mut epoch_1904 = false;
    let mut listed = Vec::new();
    let mut scanner = Scanner::new(workbook);
    while let Some(event) = scanner.next() {
        let Event::Open { name, attributes, .. } = event else { continue };
        let value = |name| xml::attribute(attributes, name).unwrap_or_default();
        match name {
            "workbookPr" => epoch_1904 = matches!(&*value("date1904"), "1" | "true" | "on"),
            "sheet" => listed.push(Listed {
                name: value("name").into_owned(),
                relation: relation_id(attributes),
                hidden: matches!(&*value("state"), "hidden" | "veryHidden"),
            }),
            _ => {}
        }
    }
    (epoch_1904, listed)
}

/// `r:id`, which is not `sheetId`; other prefixes are met too.
fn relation_id(attributes: &str) -> String {
    xml::attribute(attributes, "id").unwrap_or_default().into_owned()
}
#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn targets_are_paths_from_the_root() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(
            (resolve("xl", "/xl/styles.xml"), resolve("xl", "../x/a.xml")),
            ("xl/styles.xml".into(), "x/a.xml".into())
        );
    }
}
