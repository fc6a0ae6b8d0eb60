//! What inserted blocks need besides their own XML: styles, pictures, relationships, content types, and numbers for them.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{
        faces::Aliases,
        style::FontNames,
        xml::{DECLARATION, W},
    },
    Shell, archive,
    links::{links, push_link, resolve, with_children, with_png},
    styles::Styles,
};
use crate::error::Result;

/// What was inserted.
pub(super) struct Supplies<'a> {
    /// All inserted XML.
    pub inserted: &'a str,
    /// Under which names it uses styles.
    pub aliases: &'a Aliases,
    /// Faces of added styles.
    pub names: &'a FontNames,
    /// Pictures with the numbers under which their relationships and files are named.
    pub added: Vec<(usize, Vec<u8>)>,
}

impl Supplies<'_> {
    /// Styles, pictures, relationships and content types that the inserted blocks need.
    ///
    /// # Errors
    /// A part of the letterhead that is no XML.
    pub(super) fn put(self, shell: &Shell, own: &Styles, changed: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
        let damaged = || archive::damaged(&shell.name);
        let mut relations = String::new();
        let mut types = shell.content_types.clone();
        let styles = own.additions(self.inserted, self.names, self.aliases);
        if !styles.is_empty() {
            let (member, theirs) = &shell.styles;
            let whole = match theirs {
                Some(theirs) => with_children(theirs, &styles).ok_or_else(damaged)?,
                None => {
                    push_link(&mut relations, "tongbaoStyles", "styles", &format!("/{member}"));
                    types = with_children(&types, &styles_type(member)).ok_or_else(damaged)?;
                    format!("{DECLARATION}<w:styles {W}>{styles}</w:styles>")
                }
            };
            changed.insert(member.clone(), whole.into_bytes());
        }
        let main = shell.parts.first().map(|part| part.member.as_str()).unwrap_or_default();
        for (number, png) in self.added {
            let target = format!("media/image{number}.png");
            push_link(&mut relations, &format!("rIdImage{number}"), "image", &target);
            types = with_png(&types);
            changed.insert(resolve(main, &target), png);
        }
        if !relations.is_empty() {
            let (member, theirs) = &shell.links;
            changed.insert(member.clone(), with_children(theirs, &relations).ok_or_else(damaged)?.into_bytes());
        }
        if types != shell.content_types {
            changed.insert("[Content_Types].xml".to_owned(), types.into_bytes());
        }
        Ok(())
    }
}

impl Shell {
    /// A number above which drawings, relationships and pictures are free.
    pub(super) fn free_numbers(&self) -> usize {
        let drawings = self.parts.iter().flat_map(|part| part.scan.drawings.iter().copied());
        let digits = |text: &str| text.trim_start_matches(|letter: char| !letter.is_ascii_digit()).parse::<u64>().ok();
        let relations = links(&self.links.1).into_iter().filter_map(|link| digits(link.id.strip_prefix("rIdImage")?));
        let files = self.members.iter().filter_map(|member| {
            let file = member.rsplit('/').next()?.strip_prefix("image")?;
            digits(file.split('.').next()?)
        });
        let taken: BTreeSet<u64> = drawings.chain(relations).chain(files).collect();
        // Word numbers drawings at random up to 2³¹: above the highest may be no room, but there is some below.
        let free = |from: &u64| taken.range(from + 1..from + 1_000).next().is_none();
        let start = (0..=1_000_000).map(|step| step * 1_000).find(free).unwrap_or(0);
        usize::try_from(start).unwrap_or(0)
    }
}

fn styles_type(member: &str) -> String {
    format!(
        "<Override PartName=\"/{member}\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
    )
}
