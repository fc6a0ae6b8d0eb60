//! The paragraph styles of official documents: one table from which `styles.xml` and the runs are both written.
//!
//! Measures are those of GB/T 9704-2012. Never writes XML itself: `faces` does.

use crate::domain::font::Role;

/// A face named in the document, one a role. Faces are named, not embedded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontNames {
    /// 小标宋: issuing mark and title.
    pub title: String,
    /// 仿宋: body.
    pub body: String,
    /// 楷体: second-level headings.
    pub kai: String,
    /// 黑体: first-level headings, table heads.
    pub hei: String,
    /// 宋体: page numbers.
    pub song: String,
}

impl Default for FontNames {
    fn default() -> Self {
        Self {
            title: "方正小标宋简体".into(),
            body: "仿宋_GB2312".into(),
            kai: "楷体_GB2312".into(),
            hei: "黑体".into(),
            song: "宋体".into(),
        }
    }
}

impl FontNames {
    /// The name for a role.
    pub fn name(&self, role: Role) -> &str {
        match role {
            Role::Title => &self.title,
            Role::Body => &self.body,
            Role::Kai => &self.kai,
            Role::Hei => &self.hei,
            Role::Song => &self.song,
        }
    }
}

/// A paragraph style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Body text without indent, on the grid; the default of the document.
    Plain,
    /// Body text, first line indented two characters.
    Body,
    /// 一、 in 黑体.
    Heading1,
    /// （一） in 楷体.
    Heading2,
    /// 1. in 仿宋.
    Heading3,
    /// （1） in 仿宋.
    Heading4,
    /// Red issuing mark.
    Mark,
    /// Document number under the mark, with the red rule below it.
    Number,
    /// Document number of a letter, flush right under the first rule.
    LetterNumber,
    /// Title in 小标宋, 22 pt.
    Title,
    /// Addressees, one line below the title.
    Addressees,
    /// Attachments note and signature: indents are given by the paragraph.
    Closing,
    /// `附件1` at the top of an annex.
    AnnexLabel,
    /// Title of an annex.
    AnnexTitle,
    /// Title above a table.
    Caption,
    /// Unit above a table, flush right.
    Unit,
    /// Note below a table or chart.
    Note,
    /// Head of a column.
    TableHead,
    /// Words in a table.
    TableText,
    /// Numbers in a table.
    TableNumber,
    /// A paragraph that holds a picture.
    Picture,
    /// 版记.
    Imprint,
    /// Marking at the head of every page.
    Header,
    /// Page number.
    Footer,
    /// A paragraph of no height, where the format needs one.
    Hair,
}

/// What a style looks like.
pub(super) struct Look {
    /// Identifier in the file.
    pub id: &'static str,
    /// Name shown in a word processor; built-in names keep their built-in behaviour.
    pub name: &'static str,
    /// Face.
    pub role: Role,
    /// Half-points.
    pub size: u32,
    /// Bold, colour and the like, in the order of the schema; stands before the size.
    pub run: &'static str,
    /// Paragraph properties in the order of the schema.
    pub paragraph: &'static str,
}

const RED: &str = "<w:color w:val=\"FF0000\"/>";

macro_rules! look {
    ($id:literal, $name:literal, $role:ident, $size:literal, $run:expr, $paragraph:expr) => {
        Look { id: $id, name: $name, role: Role::$role, size: $size, run: $run, paragraph: $paragraph }
    };
}

impl Style {
    /// All styles, in the order of `styles.xml`.
    pub(super) const ALL: [Self; 25] = [
        Self::Plain,
        Self::Body,
        Self::Heading1,
        Self::Heading2,
        Self::Heading3,
        Self::Heading4,
        Self::Mark,
        Self::Number,
        Self::LetterNumber,
        Self::Title,
        Self::Addressees,
        Self::Closing,
        Self::AnnexLabel,
        Self::AnnexTitle,
        Self::Caption,
        Self::Unit,
        Self::Note,
        Self::TableHead,
        Self::TableText,
        Self::TableNumber,
        Self::Picture,
        Self::Imprint,
        Self::Header,
        Self::Footer,
        Self::Hair,
    ];

    /// What the style looks like. Indents of two characters are 632 twips, a line is 579.
    ///
    /// Punctuation may overflow, which is Word's own default, because LibreOffice 7 reads the switch the wrong way round.
    pub(super) const fn look(self) -> Look {
        match self {
            Self::Plain => look!(
                "Normal",
                "Normal",
                Body,
                32,
                "",
                concat!(
                    "<w:widowControl w:val=\"0\"/><w:overflowPunct w:val=\"1\"/><w:autoSpaceDE w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/>",
                    "<w:snapToGrid w:val=\"0\"/>",
                    "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"579\" w:lineRule=\"exact\"/><w:jc w:val=\"both\"/>"
                )
            ),
            Self::Body => {
                look!("BodyText", "Body Text", Body, 32, "", "<w:ind w:firstLineChars=\"200\" w:firstLine=\"632\"/>")
            }
            Self::Heading1 => look!(
                "Heading1",
                "heading 1",
                Hei,
                32,
                "",
                "<w:keepNext/><w:keepLines/><w:ind w:firstLineChars=\"200\" w:firstLine=\"632\"/><w:outlineLvl w:val=\"0\"/>"
            ),
            Self::Heading2 => look!(
                "Heading2",
                "heading 2",
                Kai,
                32,
                "",
                "<w:keepNext/><w:keepLines/><w:ind w:firstLineChars=\"200\" w:firstLine=\"632\"/><w:outlineLvl w:val=\"1\"/>"
            ),
            Self::Heading3 => look!(
                "Heading3",
                "heading 3",
                Body,
                32,
                "",
                "<w:keepNext/><w:keepLines/><w:ind w:firstLineChars=\"200\" w:firstLine=\"632\"/><w:outlineLvl w:val=\"2\"/>"
            ),
            Self::Heading4 => look!(
                "Heading4",
                "heading 4",
                Body,
                32,
                "",
                "<w:keepNext/><w:keepLines/><w:ind w:firstLineChars=\"200\" w:firstLine=\"632\"/><w:outlineLvl w:val=\"3\"/>"
            ),
            Self::Mark => look!("IssuingMark", "发文机关标志", Title, 72, RED, "<w:keepNext/><w:jc w:val=\"center\"/>"),
            Self::Number => look!(
                "DocumentNumber",
                "发文字号",
                Body,
                32,
                "",
                concat!(
                    "<w:keepNext/><w:pBdr><w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"7\" w:color=\"FF0000\"/></w:pBdr>",
                    "<w:spacing w:before=\"1158\"/><w:jc w:val=\"center\"/>"
                )
            ),
            Self::LetterNumber => {
                look!("LetterNumber", "信函字号", Body, 32, "", "<w:keepNext/><w:jc w:val=\"right\"/>")
            }
            Self::Title => look!(
                "Title",
                "Title",
                Title,
                44,
                "",
                concat!(
                    "<w:keepNext/><w:keepLines/><w:spacing w:before=\"1158\" w:line=\"579\" w:lineRule=\"exact\"/>",
                    "<w:jc w:val=\"center\"/>"
                )
            ),
            Self::Addressees => look!("Addressees", "主送机关", Body, 32, "", "<w:spacing w:before=\"579\"/>"),
            Self::Closing => look!("Closing", "Closing", Body, 32, "", "<w:keepLines/>"),
            Self::AnnexLabel => look!("AnnexLabel", "附件序号", Hei, 32, "", "<w:keepNext/><w:pageBreakBefore/>"),
            Self::AnnexTitle => look!(
                "AnnexTitle",
                "附件标题",
                Title,
                44,
                "",
                concat!(
                    "<w:keepNext/><w:keepLines/>",
                    "<w:spacing w:before=\"0\" w:after=\"40\" w:line=\"500\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/><w:outlineLvl w:val=\"0\"/>"
                )
            ),
            Self::Caption => look!(
                "Caption",
                "caption",
                Hei,
                28,
                "",
                concat!(
                    "<w:keepNext/><w:keepLines/><w:spacing w:before=\"60\" w:after=\"0\" w:line=\"360\" w:lineRule=\"exact\"/>",
                    "<w:jc w:val=\"center\"/>"
                )
            ),
            Self::Unit => look!(
                "TableUnit",
                "表格单位",
                Body,
                21,
                "",
                "<w:keepNext/><w:spacing w:after=\"20\" w:line=\"300\" w:lineRule=\"exact\"/><w:jc w:val=\"right\"/>"
            ),
            Self::Note => look!(
                "TableNote",
                "表格注",
                Body,
                21,
                "",
                "<w:keepLines/><w:spacing w:before=\"40\" w:line=\"290\" w:lineRule=\"exact\"/>"
            ),
            Self::TableHead => look!(
                "TableHead",
                "表头",
                Hei,
                21,
                "",
                "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>"
            ),
            Self::TableText => look!(
                "TableText",
                "表格文字",
                Body,
                21,
                "",
                "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"left\"/>"
            ),
            Self::TableNumber => look!(
                "TableNumber",
                "表格数字",
                Body,
                21,
                "",
                "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"right\"/>"
            ),
            Self::Picture => look!(
                "Picture",
                "图",
                Body,
                32,
                "",
                "<w:spacing w:before=\"120\" w:after=\"120\" w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>"
            ),
            Self::Imprint => {
                look!("Imprint", "版记", Body, 28, "", "<w:keepLines/><w:spacing w:line=\"500\" w:lineRule=\"exact\"/>")
            }
            Self::Header => look!(
                "Header",
                "header",
                Hei,
                21,
                "<w:color w:val=\"7F7F7F\"/>",
                "<w:spacing w:line=\"300\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/>"
            ),
            Self::Footer => look!("Footer", "footer", Song, 28, "", "<w:spacing w:line=\"320\" w:lineRule=\"exact\"/>"),
            Self::Hair => look!("Hair", "占位", Body, 2, "", "<w:spacing w:line=\"20\" w:lineRule=\"exact\"/>"),
        }
    }

    /// The style of a heading of this level (1 to 4; deeper ones look like level 4).
    pub fn heading(level: u8) -> Self {
        match level {
            0 | 1 => Self::Heading1,
            2 => Self::Heading2,
            3 => Self::Heading3,
            _ => Self::Heading4,
        }
    }
}
