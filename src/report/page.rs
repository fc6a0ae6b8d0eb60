//! A filled-in template read as a page: title lines, headings, paragraphs, notes, places of tables and charts, annexes.
//!
//! Markdown is read by CommonMark; a line of its own that stands between `::` is a marker:
//!
//! | marker | meaning |
//! |---|---|
//! | `::标题 …::` | a line of the title |
//! | `::表 名称::`, `::图 名称::` | the table or chart of that name |
//! | `::签署 …::` | a line for seal, signature or date below the text of a form |
//! | `::附件 标题::`, `::附件（横） 标题::` | what follows is an attachment, upright or landscape |
//!
//! Emphasis is dropped: official documents have none. HTML, code and pictures are refused.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::error::{Error, Result};

/// What a template says, before tables and charts are put in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Title, one string a line.
    pub title: Vec<String>,
    /// The text.
    pub body: Vec<Piece>,
    /// Lines for seal, signature and date: forms only.
    pub signing: Vec<String>,
    /// Attachments in order.
    pub annexes: Vec<PageAnnex>,
}

/// An attachment of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageAnnex {
    /// Its title.
    pub title: String,
    /// Landscape.
    pub landscape: bool,
    /// Its content.
    pub pieces: Vec<Piece>,
}

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Level 1 to 4, without number.
    Heading(u8, String),
    /// Body text.
    Paragraph(String),
    /// A block quote (`> …`): a small note.
    Note(String),
    /// A table by name.
    Table(String),
    /// A chart by name.
    Chart(String),
}

impl Page {
    /// Reads the Markdown that template `name` gave.
    ///
    /// # Errors
    /// An unknown marker, or markup that an official document has no use for.
    pub fn read(name: &str, markdown: &str) -> Result<Self> {
        let mut page = Self::default();
        let mut pending = String::new();
        for line in markdown.lines() {
            // Templates are indented for reading; in Markdown that would be code.
            let line = line.trim_matches([' ', '\t', '　']);
            if let Some(marker) = marker(line) {
                page.text(name, &std::mem::take(&mut pending))?;
                page.mark(name, marker)?;
            } else {
                pending.push_str(line);
                pending.push('\n');
            }
        }
        page.text(name, &pending)?;
        Ok(page)
    }

    fn pieces(&mut self) -> &mut Vec<Piece> {
        match self.annexes.last_mut() {
            Some(annex) => &mut annex.pieces,
            None => &mut self.body,
        }
    }

    fn mark(&mut self, name: &str, marker: &str) -> Result<()> {
        let (word, rest) = marker.split_once([' ', '　']).unwrap_or((marker, ""));
        let rest = plain(name, rest.trim())?;
        match word {
            "标题" => self.title.push(rest),
            "签署" => self.signing.push(rest),
            "表" => self.pieces().push(Piece::Table(rest)),
            "图" => self.pieces().push(Piece::Chart(rest)),
            "附件" | "附件（横）" => {
                self.annexes.push(PageAnnex { title: rest, landscape: word != "附件", pieces: Vec::new() });
            }
            _ => {
                return Err(Error::usage(format!("模板「{name}」：看不懂“::{marker}::”。")).remedy(
                    "可用的有 ::标题 …::、::签署 …::、::表 名称::、::图 名称::、::附件 标题::、::附件（横） 标题::。",
                ));
            }
        }
        Ok(())
    }

    fn text(&mut self, name: &str, markdown: &str) -> Result<()> {
        let pieces = read_markdown(name, markdown)?;
        self.pieces().extend(pieces);
        Ok(())
    }
}

/// Data cannot make a marker: its colons are escaped.
fn marker(line: &str) -> Option<&str> {
    line.strip_prefix("::")?.strip_suffix("::").filter(|inside| !inside.is_empty())
}

/// A bit of Markdown as plain text.
fn plain(name: &str, markdown: &str) -> Result<String> {
    let texts: Vec<String> = read_markdown(name, markdown)?.into_iter().map(Piece::into_text).collect();
    Ok(texts.concat())
}

impl Piece {
    fn into_text(self) -> String {
        match self {
            Self::Heading(_, text)
            | Self::Paragraph(text)
            | Self::Note(text)
            | Self::Table(text)
            | Self::Chart(text) => text,
        }
    }
}

fn read_markdown(name: &str, markdown: &str) -> Result<Vec<Piece>> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(markdown, Options::empty()) {
        reader.take(event).map_err(|what| {
            Error::usage(format!("模板「{name}」里有{what}，公文里不能用。"))
                .remedy("请改成普通段落；表和图用 ::表 名称::、::图 名称::。")
        })?;
    }
    reader.close();
    Ok(reader.pieces)
}

#[derive(Default)]
struct Reader {
    pieces: Vec<Piece>,
    text: String,
    heading: Option<u8>,
    quotes: u32,
    /// A line ended inside the paragraph.
    joined: bool,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) -> std::result::Result<(), &'static str> {
        match event {
            Event::Start(tag) => self.open(&tag)?,
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) | Event::HardBreak => self.close(),
            Event::End(TagEnd::BlockQuote(_)) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
            }
            Event::End(_) => {}
            Event::Text(text) | Event::Code(text) => self.append(&text),
            Event::SoftBreak => self.joined = true,
            Event::Html(_) | Event::InlineHtml(_) => return Err(" HTML 标记"),
            Event::Rule => return Err("分隔线"),
            Event::InlineMath(_) | Event::DisplayMath(_) => return Err("公式"),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => return Err("脚注或勾选框"),
        }
        Ok(())
    }

    fn open(&mut self, tag: &Tag<'_>) -> std::result::Result<(), &'static str> {
        match tag {
            Tag::Heading { level, .. } => self.heading = Some(heading_level(*level)),
            Tag::BlockQuote(_) => self.quotes += 1,
            // Text of an outer item must not run into its inner list.
            Tag::List(_) | Tag::Item | Tag::Paragraph => self.close(),
            Tag::Emphasis | Tag::Strong | Tag::Link { .. } => {}
            Tag::HtmlBlock => return Err(" HTML 标记"),
            Tag::CodeBlock(_) => return Err("代码块"),
            Tag::Image { .. } => return Err("图片"),
            _ => return Err("不支持的标记"),
        }
        Ok(())
    }

    /// Lines of Chinese are joined without a space; two Western words keep theirs.
    fn append(&mut self, text: &str) {
        let western = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphabetic());
        if std::mem::take(&mut self.joined) && western(self.text.chars().last()) && western(text.chars().next()) {
            self.text.push(' ');
        }
        self.text.push_str(text);
    }

    fn close(&mut self) {
        let text = std::mem::take(&mut self.text).trim().to_owned();
        let heading = self.heading.take();
        if text.is_empty() {
            return;
        }
        self.pieces.push(match heading {
            Some(level) => Piece::Heading(level, text),
            None if self.quotes > 0 => Piece::Note(text),
            None => Piece::Paragraph(text),
        });
    }
}

fn heading_level(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::{Page, Piece};
    use crate::report::escape;

    fn paragraph(markdown: &str) -> Vec<Piece> {
        Page::read("甲.md", markdown).unwrap().body
    }

    #[test]
    fn lines_of_a_paragraph_are_joined_and_markers_stand_between() {
        let page = Page::read(
            "甲.md",
            "::标题 关于::\n::标题 通报::\n# 总体\n  全市\n**好**。\n::表 县区::\n> 注\n::附件（横） 附表::\n文",
        )
        .unwrap();
        assert_eq!(page.title, ["关于", "通报"]);
        let expected = [
            Piece::Heading(1, "总体".into()),
            Piece::Paragraph("全市好。".into()),
            Piece::Table("县区".into()),
            Piece::Note("注".into()),
        ];
        assert_eq!(page.body, expected);
        assert!(page.annexes[0].landscape && page.annexes[0].title == "附表" && page.annexes[0].pieces.len() == 1);
    }

    #[test]
    fn names_from_data_come_out_as_they_are() {
        for name in [
            "*甲*_乙_#1",
            "[a](b)<b>&amp;",
            r"\\甲\",
            "::表 甲::",
            "1. 甲",
            "- 甲",
            "> 甲",
            "`x` ~~y~~",
            "# 甲",
            "***",
            "甲|乙",
            "&lt;",
        ] {
            assert_eq!(paragraph(&escape::markdown(name)), [Piece::Paragraph(name.to_owned())]);
            let inside = format!("有{}。", escape::markdown(name));
            assert_eq!(paragraph(&inside), [Piece::Paragraph(format!("有{name}。"))]);
        }
    }

    #[test]
    fn markup_without_a_place_in_official_documents_is_refused() {
        for bad in ["<b>甲</b>", "```\n甲\n```", "![甲](a.png)", "---", "::图片 甲::"] {
            assert!(Page::read("甲.md", bad).unwrap_err().to_string().contains("甲.md"), "{bad}");
        }
    }
}
