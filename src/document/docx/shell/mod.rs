//! An office's own letterhead (套红): a .docx whose placeholders are filled in, everything else staying as it is.
//!
//! ```text
//!  bytes ──▶ archive ──▶ scan ──▶ marks ──▶ faults          (what is wrong, before anything is written)
//!                                   └─────▶ fill ──▶ bytes  (text into runs, blocks in place of paragraphs)
//! ```
//!
//! A member that nothing touches is copied as it is packed; in a part that is touched, all but the placeholders' own
//! text stays byte for byte. What is inserted is written by the same code as our own documents.

mod archive;
mod fill;
mod links;
mod mark;
mod pages;
mod scan;
mod slots;
mod styles;
mod supplies;

use crate::{
    error::{Error, Result},
    report::fault::{Fault, suggestion},
};

use archive::Archive;
pub use archive::LARGEST;
pub use fill::Filling;
use links::{Link, links, links_of, resolve};
use mark::{Mark, marks};
use scan::{Container, Flaw, Scan, scan};
pub use slots::known as known_placeholders;
use slots::{BLOCKS, BODY, is_block};

/// A letterhead that was read.
#[derive(Debug, Clone)]
pub struct Shell {
    /// File name.
    name: String,
    bytes: Vec<u8>,
    /// The text, then headers, footers and notes.
    parts: Vec<Part>,
    /// Member with the relationships of the text, and what stands in it.
    links: (String, String),
    /// Member with the styles, and what stands in it; where there is none, where it would be.
    styles: (String, Option<String>),
    content_types: String,
    members: Vec<String>,
    /// Addresses that a word processor would fetch from.
    fetched: Vec<String>,
}

/// A part with text.
#[derive(Debug, Clone)]
struct Part {
    member: String,
    kind: &'static str,
    xml: String,
    scan: Scan,
    /// The placeholders of each paragraph.
    marks: Vec<Vec<Mark>>,
    /// The text of each paragraph.
    texts: Vec<String>,
}

/// A placeholder and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// Its name, without braces.
    pub name: String,
    /// Where, in words.
    pub place: String,
}

/// The namespace that Word, WPS and LibreOffice write.
const NAMESPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

impl Shell {
    /// Reads the letterhead called `name`.
    ///
    /// # Errors
    /// It is no .docx, is encrypted, damaged, too large, or holds what no letterhead needs (macros, entities).
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self> {
        let mut archive = Archive::open(name, bytes)?;
        let content_types = archive.text(name, "[Content_Types].xml")?.ok_or_else(|| no_text(name))?;
        let package = archive.text(name, "_rels/.rels")?.ok_or_else(|| no_text(name))?;
        let main = links(&package).into_iter().find(|link| link.kind == "officeDocument");
        let main = resolve("", &main.ok_or_else(|| no_text(name))?.target);
        if content_types.contains("macroEnabled") || content_types.contains("template.main+xml") {
            return Err(Error::usage(format!(
                "套红模板「{name}」是带宏的文档或 Word 模板（.docm、.dotx），不是普通的 .docx。"
            ))
            .remedy("请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”，再放进 reports/。"));
        }
        let mut parts = vec![Part::read(name, &mut archive, main, "正文")?.ok_or_else(|| no_text(name))?];
        let document = parts[0].member.clone();
        let member = links_of(&document);
        let xml = archive.text(name, &member)?;
        let related = xml.as_deref().map(links).unwrap_or_default();
        for (link, kind) in related.iter().filter_map(|link| Some((link, kind(&link.kind)?))) {
            parts.extend(Part::read(name, &mut archive, resolve(&document, &link.target), kind)?);
        }
        let styles = related.iter().find(|link| link.kind == "styles");
        let styles_member = resolve(&document, styles.map_or("styles.xml", |link| &link.target));
        let styles_xml = archive.text(name, &styles_member)?.filter(|_| styles.is_some());
        let fetched = fetched(name, &mut archive)?;
        Ok(Self {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
            parts,
            links: (member, xml.unwrap_or_else(|| EMPTY_LINKS.to_owned())),
            styles: (styles_member, styles_xml),
            content_types,
            members: archive.names().to_vec(),
            fetched,
        })
    }

    /// File name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The placeholders in the order in which they stand.
    pub fn placeholders(&self) -> Vec<Placeholder> {
        let named = |(part, at, mark): (&Part, usize, &Mark)| {
            Some(Placeholder { name: mark.name.clone()?, place: part.place(at) })
        };
        self.marks().filter_map(named).collect()
    }

    /// Whether a placeholder of this name stands somewhere.
    pub fn asks_for(&self, name: &str) -> bool {
        self.marks().any(|(_, _, mark)| mark.name.as_deref() == Some(name))
    }

    fn marks(&self) -> impl Iterator<Item = (&Part, usize, &Mark)> {
        self.parts.iter().flat_map(|part| {
            let numbered = part.marks.iter().enumerate();
            numbered.flat_map(move |(at, marks)| marks.iter().map(move |mark| (part, at, mark)))
        })
    }

    /// Everything that is wrong with it, where the document knows these names.
    pub fn faults(&self, known: &[String]) -> Vec<Fault> {
        let mut faults: Vec<Fault> =
            self.marks().filter_map(|(part, at, mark)| self.fault(part, at, mark, known)).collect();
        let bodies = self.marks().filter(|(_, _, mark)| mark.name.as_deref() == Some(BODY)).count();
        if bodies == 0 {
            faults.push(Fault::in_place(
                "",
                "没有 {{正文}}，不知道公文的内容放在哪里。",
                "请在版头之后、版记之前，单独起一段写上 {{正文}}。",
            ));
        }
        faults.extend(self.fetched.iter().map(|target| {
            Fault::in_place(
                "",
                format!("打开时会从别处取内容：{target}。"),
                "公文不应依赖外部文件；请把图片嵌入文档，去掉外部模板和链接。",
            )
        }));
        faults
    }

    fn fault(&self, part: &Part, at: usize, mark: &Mark, known: &[String]) -> Option<Fault> {
        let (place, written) = (part.place(at), &mark.written);
        let Some(name) = &mark.name else {
            let hint = "占位符写作 {{标题}}，左右各两个花括号，写在同一段里。";
            return Some(Fault::in_place(place, format!("“{written}”没有写完整。"), hint));
        };
        if !known.contains(name) {
            let list = format!("可用的有：{}。", known.join("、"));
            let hint = suggestion(name, known.iter().map(String::as_str), &list);
            return Some(Fault::in_place(
                place,
                format!("没有“{name}”这个占位符，段中写的是“{}”。", excerpt(&part.texts[at])),
                hint,
            ));
        }
        let again = || self.marks().filter(|(_, _, other)| other.name.as_deref() == Some(name)).count() > 1;
        let paragraph = &part.scan.paragraphs[at];
        let inner = paragraph.container != Container::Text;
        let what = if !is_block(name) {
            return None;
        } else if part.kind != "正文" {
            "只能放在文档的正文里，不能放在页眉、页脚和脚注里。"
        } else if BLOCKS.contains(&name.as_str()) && inner {
            "不能放在表格和文本框里。"
        } else if BLOCKS.contains(&name.as_str()) && again() {
            "只能写一次。"
        } else if paragraph.laden || part.texts[at].trim() != written.trim() {
            "要单独占一段，前后不能有别的文字和图形。"
        } else {
            return None;
        };
        Some(Fault::in_place(place, format!("{{{{{name}}}}} {what}"), "请另起一段写它。"))
    }
}

impl Part {
    fn read(shell: &str, archive: &mut Archive<'_>, member: String, kind: &'static str) -> Result<Option<Self>> {
        let Some(xml) = archive.text(shell, &member)? else { return Ok(None) };
        let scan = scan(&xml).map_err(|flaw| match flaw {
            Flaw::Malformed => archive::damaged(shell),
            Flaw::Entities => {
                Error::usage(format!("套红模板「{shell}」的 {member} 里有文档类型声明（DOCTYPE），不予读取。"))
                    .remedy("正常的 .docx 没有这种内容；请用 Word 或 WPS 重新制作套红模板。")
            }
        })?;
        if scan.namespace != NAMESPACE {
            return Err(Error::usage(format!("套红模板「{shell}」不是通常的 .docx 格式（可能是“严格 Open XML”）。"))
                .remedy("请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”，不要选“严格 Open XML 文档”。"));
        }
        let (marks, texts) = scan.paragraphs.iter().map(|paragraph| marks(&xml, paragraph)).unzip();
        Ok(Some(Self { member, kind, xml, scan, marks, texts }))
    }

    /// A paragraph of this part, in words.
    fn place(&self, at: usize) -> String {
        let inside = match self.scan.paragraphs[at].container {
            Container::Text => "",
            Container::Cell(_) => "（表格中）",
            Container::Box(_) => "（文本框中）",
        };
        format!("{} {} 第 {} 段{inside}", self.kind, self.member, at + 1)
    }
}

const EMPTY_LINKS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships \
    xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";

/// The kinds of parts that may hold placeholders besides the text.
fn kind(link: &str) -> Option<&'static str> {
    match link {
        "header" => Some("页眉"),
        "footer" => Some("页脚"),
        "footnotes" => Some("脚注"),
        "endnotes" => Some("尾注"),
        _ => None,
    }
}

fn fetched(shell: &str, archive: &mut Archive<'_>) -> Result<Vec<String>> {
    let members: Vec<String> =
        archive.names().iter().filter(|name| name.to_lowercase().ends_with(".rels")).cloned().collect();
    let mut targets = Vec::new();
    for member in members {
        let found = archive.text(shell, &member)?.as_deref().map(links).unwrap_or_default();
        targets.extend(found.into_iter().filter(Link::fetches).map(|link| link.target));
    }
    Ok(targets)
}

/// The beginning of a paragraph.
fn excerpt(text: &str) -> String {
    let short: String = text.trim().chars().take(30).collect();
    if short.len() < text.trim().len() { format!("{short}……") } else { short }
}

fn no_text(shell: &str) -> Error {
    Error::usage(format!("套红模板「{shell}」不是 Word 文档：里面没有文档正文。"))
        .remedy("请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”，再放进 reports/。")
}
