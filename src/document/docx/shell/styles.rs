//! The shell's own styles: which of ours they stand for, and what must be added to them.
//!
//! A style is recognised by its name, as a person sees it. One that is added has an identifier and a name that nothing
//! in the shell bears, and rests on nothing of the shell's.

use quick_xml::{Reader, events::Event};

use super::{
    super::{
        faces::{Alias, Aliases, Faces, RULED_TABLE_NAME, push_ruled_table, run_fonts},
        style::{FontNames, Style},
    },
    scan::attribute,
};

/// A style of the shell's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Own {
    kind: String,
    id: String,
    name: String,
    default: bool,
    parent: Option<String>,
    /// Face of Chinese characters, where it is named.
    face: Option<String>,
    numbered: bool,
}

/// The styles of a shell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Styles {
    own: Vec<Own>,
    /// Face of Chinese characters where no style says otherwise.
    face: Option<String>,
}

impl Styles {
    /// Reads `styles.xml`.
    pub(super) fn read(xml: &str) -> Self {
        let mut reader = Reader::from_str(xml);
        let (mut styles, mut defaults) = (Self::default(), false);
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                    "w:docDefaults" => defaults = true,
                    "w:style" => {
                        defaults = false;
                        let text = |name| attribute(&tag, name).unwrap_or_default();
                        let default = matches!(text("w:default").as_str(), "1" | "true" | "on");
                        let (kind, id) = (text("w:type"), text("w:styleId"));
                        styles.own.push(Own { kind, id, default, ..Own::default() });
                    }
                    "w:rFonts" if defaults => styles.face = attribute(&tag, "w:eastAsia"),
                    name => {
                        if let Some(style) = styles.own.last_mut() {
                            style.take(name, attribute(&tag, "w:val"), attribute(&tag, "w:eastAsia"));
                        }
                    }
                },
                Event::Eof => break,
                _ => {}
            }
        }
        styles
    }

    /// Whether a paragraph style is one that somebody chose: not the one that every paragraph has.
    pub(super) fn is_chosen(&self, id: &str) -> bool {
        self.by_id(id).is_some_and(|style| style.kind == "paragraph" && !style.default)
    }

    fn by_id(&self, id: &str) -> Option<&Own> {
        self.own.iter().find(|style| style.id == id)
    }

    fn by_name(&self, kind: &str, name: &str) -> Option<&Own> {
        self.own.iter().find(|style| style.kind == kind && style.name.eq_ignore_ascii_case(name))
    }

    /// The styles from this one up to the one that rests on none.
    fn line<'a>(&'a self, style: &'a Own) -> impl Iterator<Item = &'a Own> {
        let up = |style: &&'a Own| style.parent.as_deref().and_then(|parent| self.by_id(parent));
        // As many steps as there are styles: a circle would have no end.
        std::iter::successors(Some(style), up).take(self.own.len())
    }

    fn alias(&self, style: &Own) -> Alias {
        let face = self.line(style).find_map(|style| style.face.clone()).or_else(|| self.face.clone());
        Alias {
            id: style.id.clone(),
            fonts: face.as_deref().map(run_fonts),
            numbered: self.line(style).any(|style| style.numbered),
        }
    }

    /// What our styles are called here; body text in the style `body`, where one was chosen.
    pub(super) fn aliases(&self, body: Option<&str>) -> Aliases {
        let of = |style: Style| match (style, body.and_then(|id| self.by_id(id))) {
            (Style::Body, Some(chosen)) => self.alias(chosen),
            // Everything that is added rests on our own plain text, never on theirs.
            (Style::Plain, _) => self.added(style.look().id),
            _ => match self.by_name("paragraph", style.look().name) {
                Some(theirs) => self.alias(theirs),
                None => self.added(style.look().id),
            },
        };
        let table =
            self.by_name("table", RULED_TABLE_NAME).map_or_else(|| self.free("RuledTable"), |own| own.id.clone());
        Aliases { styles: Style::ALL.into_iter().map(of).collect(), table }
    }

    fn added(&self, id: &str) -> Alias {
        Alias { id: self.free(id), fonts: None, numbered: false }
    }

    /// An identifier that nothing here has.
    fn free(&self, id: &str) -> String {
        let taken = |id: &str| self.own.iter().any(|style| style.id.eq_ignore_ascii_case(id));
        let first = format!("Tongbao{id}");
        if !taken(&first) {
            return first;
        }
        (2..=self.own.len() + 2).map(|number| format!("{first}{number}")).find(|id| !taken(id)).unwrap_or(first)
    }

    /// Definitions of those of our styles that `xml` uses and the shell does not have.
    pub(super) fn additions(&self, xml: &str, names: &FontNames, aliases: &Aliases) -> String {
        let faces = Faces::under(names, aliases.clone());
        let uses = |style: Style| xml.contains(&format!("<w:pStyle w:val=\"{}\"/>", faces.id(style)));
        let missing: Vec<Style> =
            Style::ALL.into_iter().filter(|style| self.by_id(faces.id(*style)).is_none() && uses(*style)).collect();
        let mut out = String::new();
        if !missing.is_empty() {
            faces.push_style(&mut out, Style::Plain, &self.free_name("通报文字"), "");
        }
        for style in missing.into_iter().filter(|style| *style != Style::Plain) {
            faces.push_style(&mut out, style, &self.free_name(style.look().name), faces.id(Style::Plain));
        }
        let table = faces.table_id();
        if self.by_id(table).is_none() && xml.contains(&format!("<w:tblStyle w:val=\"{table}\"/>")) {
            let plain = self.own.iter().find(|style| style.kind == "table" && style.default);
            let parent = plain.map_or("", |style| style.id.as_str());
            push_ruled_table(&mut out, table, &self.free_name(RULED_TABLE_NAME), parent);
        }
        out
    }

    /// A name that nothing here has.
    fn free_name(&self, name: &str) -> String {
        if self.own.iter().any(|style| style.name.eq_ignore_ascii_case(name)) {
            format!("通报{name}")
        } else {
            name.into()
        }
    }
}

impl Own {
    fn take(&mut self, element: &str, value: Option<String>, east_asia: Option<String>) {
        match element {
            "w:name" => self.name = value.unwrap_or_default(),
            "w:basedOn" => self.parent = value,
            "w:rFonts" if east_asia.is_some() => self.face = east_asia,
            "w:numId" => self.numbered = value.is_some_and(|number| number != "0"),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::super::style::Style, Styles};

    const STYLES: &str = "<w:styles><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:eastAsia=\"宋体\"/></w:rPr></w:rPrDefault></w:docDefaults>\
        <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"a\"/><w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"b\"><w:name w:val=\"公文正文\"/><w:basedOn w:val=\"c\"/></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"c\"><w:name w:val=\"x\"/><w:basedOn w:val=\"b\"/><w:rPr><w:rFonts w:eastAsia=\"方正仿宋\"/></w:rPr></w:style>\
        <w:style w:type=\"character\" w:styleId=\"TongbaoBodyText\"><w:name w:val=\"表头\"/></w:style></w:styles>";

    #[test]
    fn their_styles_are_taken_by_name_and_ours_added_without_a_clash() {
        let styles = Styles::read(STYLES);
        let aliases = styles.aliases(None);
        let of = |style: Style| &aliases.styles[style as usize];
        assert_eq!((of(Style::Heading1).id.as_str(), of(Style::Heading1).numbered), ("1", true));
        assert!(of(Style::Heading1).fonts.as_ref().is_some_and(|fonts| fonts.contains("宋体")));
        assert_eq!(of(Style::Plain).id, "TongbaoNormal", "their Normal is left alone");
        assert_eq!(of(Style::Body).id, "TongbaoBodyText2");
        let chosen = styles.aliases(Some("b"));
        assert!(chosen.styles[Style::Body as usize].fonts.as_ref().is_some_and(|fonts| fonts.contains("方正仿宋")));
        let added = styles.additions("<w:pStyle w:val=\"TongbaoTableHead\"/>", &super::FontNames::default(), &aliases);
        assert!(added.contains("<w:name w:val=\"通报表头\"/><w:basedOn w:val=\"TongbaoNormal\"/>"), "{added}");
        assert!(!added.contains("heading 1") && !added.contains("w:default"), "{added}");
        assert!(styles.is_chosen("b") && !styles.is_chosen("a") && !styles.is_chosen("TongbaoBodyText"));
    }
}
