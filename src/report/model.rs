//! One document as data, before it is dressed.

use crate::domain::{Date, rate::Rounding, table::Table};

use super::chart::Chart;

/// Which of the two layouts of GB/T 9704 a report takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// The ordinary layout (文件): issuing mark + 文件, number, red rule, imprint.
    Official,
    /// The letter format (信函): red double rules, number flush right, no page number on page one.
    Letter,
}

/// A document: every dress (docx, PDF, HTML) prints exactly this.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Ordinary or letter layout.
    pub layout: Layout,
    /// Issuing mark in red (`……办公室文件`, for letters the office's name).
    pub mark: String,
    /// Document number (`安示例〔2023〕1号`).
    pub number: String,
    /// Title, one string a line, broken by sense.
    pub title: Vec<String>,
    /// Addressees with their full-width colon; empty if none.
    pub addressees: String,
    /// The small table of the first page for a reader with a minute; `None` for letters.
    pub summary: Option<Table>,
    /// The text.
    pub body: Vec<Block>,
    /// Names of the attachments, in order, without number and without punctuation behind.
    pub attachments: Vec<String>,
    /// Who signs and when.
    pub signature: Signature,
    /// Contact line above the imprint or behind the signature (`（联系人：…，电话：…）`); empty if none.
    pub contact: String,
    /// 版记; `None` for letters.
    pub imprint: Option<Imprint>,
    /// The attachments that are part of this document.
    pub annexes: Vec<Annex>,
    /// Words in the header of every page (`示例数据`); empty for real data.
    pub marking: String,
    /// Document properties: subject.
    pub subject: String,
    /// Document properties: keywords.
    pub keywords: Vec<String>,
    /// How rates in its tables are printed.
    pub rounding: Rounding,
}

impl Report {
    /// The title on one line.
    pub fn full_title(&self) -> String {
        self.title.concat()
    }
}

/// Who signs and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Signing office.
    pub name: String,
    /// 成文日期.
    pub date: Date,
    /// Room for a seal: date right-indent 4, name centred over it.
    pub sealed: bool,
}

/// 版记 at the foot of the last page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imprint {
    /// 抄送：names, without full stop; empty if none.
    pub copies_to: String,
    /// 印发机关.
    pub office: String,
    /// 印发日期.
    pub date: Date,
}

/// An attachment (附件) inside the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Annex {
    /// `附件1`.
    pub label: String,
    /// Its title.
    pub title: String,
    /// Landscape section for a wide table.
    pub landscape: bool,
    /// Its content.
    pub blocks: Vec<Block>,
}

/// A piece of text, a table or a chart.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading with its own number in the text: level 1 `一、…` 黑体, 2 `（一）…` 楷体, 3 `1.…` 仿宋, 4 `（1）…`.
    Heading {
        /// 1 to 4.
        level: u8,
        /// With its number.
        text: String,
    },
    /// A paragraph of body text, indented two characters. Plain text: no markup is interpreted.
    Paragraph(String),
    /// A small note below a table or chart, not indented.
    Note(String),
    /// A table with its title, unit and notes.
    Table(Table),
    /// A chart with its title and alternative text.
    Chart(Chart),
}
