//! The package: which parts a .docx has, and the ZIP file around them.
//!
//! Order, time stamps and compression are fixed, so that the same document is the same bytes anywhere. Parts that never
//! change are constants.

use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::error::{Error, Result};

use super::{
    faces::Faces,
    furniture::{Pages, Properties, core},
    xml::DECLARATION,
};

const RELATIONSHIPS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

const PACKAGE_RELATIONSHIPS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>",
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>",
    "<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties\" Target=\"docProps/app.xml\"/>",
    "</Relationships>",
);

const APP: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">",
    "<Application>tongbao</Application></Properties>",
);

/// Odd and even pages differ; layout is that of the current Word, Western characters are not stretched to Chinese ones.
const SETTINGS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">",
    "<w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"632\"/><w:evenAndOddHeaders/>",
    "<w:characterSpacingControl w:val=\"doNotCompress\"/>",
    "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>",
    "<w:doNotExpandShiftReturn/><w:useFELayout/>",
    "<w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>",
    "<w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:settings>",
);

/// A package about to be written.
pub(super) struct Package<'a> {
    /// `word/document.xml`.
    pub document: &'a str,
    /// Headers and footers.
    pub pages: &'a Pages,
    /// Faces and styles.
    pub faces: &'a Faces,
    /// Document properties.
    pub properties: &'a Properties,
    /// PNG files in the order of their numbers, from 1.
    pub pictures: &'a [Vec<u8>],
}

impl Package<'_> {
    /// The file.
    pub(super) fn into_bytes(self) -> Result<Vec<u8>> {
        self.zip().map_err(|error| Error::failed("文书打包失败").caused_by(error))
    }

    fn zip(&self) -> zip::result::ZipResult<Vec<u8>> {
        let mut archive = Archive(ZipWriter::new(Cursor::new(Vec::with_capacity(64 * 1024))));
        archive.small("[Content_Types].xml", &self.content_types())?;
        archive.small("_rels/.rels", PACKAGE_RELATIONSHIPS)?;
        archive.small("docProps/app.xml", APP)?;
        archive.small("docProps/core.xml", &core(self.properties))?;
        archive.small("word/_rels/document.xml.rels", &self.relationships())?;
        archive.large("word/document.xml", self.document)?;
        archive.large("word/styles.xml", &self.faces.styles())?;
        archive.small("word/settings.xml", SETTINGS)?;
        archive.small("word/fontTable.xml", &self.faces.font_table())?;
        for (file, content) in &self.pages.parts {
            archive.small(&format!("word/{file}"), content)?;
        }
        for (picture, number) in self.pictures.iter().zip(1..) {
            archive.stored(&format!("word/media/image{number}.png"), picture)?;
        }
        Ok(archive.0.finish()?.into_inner())
    }

    fn content_types(&self) -> String {
        const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
        let png = if self.pictures.is_empty() { "" } else { "<Default Extension=\"png\" ContentType=\"image/png\"/>" };
        let pages = &self.pages.types;
        format!(
            "{DECLARATION}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/>{png}\
             <Override PartName=\"/docProps/app.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/>\
             <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
             <Override PartName=\"/word/document.xml\" ContentType=\"{WORD}.document.main+xml\"/>\
             <Override PartName=\"/word/styles.xml\" ContentType=\"{WORD}.styles+xml\"/>\
             <Override PartName=\"/word/settings.xml\" ContentType=\"{WORD}.settings+xml\"/>\
             <Override PartName=\"/word/fontTable.xml\" ContentType=\"{WORD}.fontTable+xml\"/>{pages}</Types>"
        )
    }

    fn relationships(&self) -> String {
        let mut out = format!(
            "{DECLARATION}{RELATIONSHIPS}<Relationship Id=\"styles\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>\
             <Relationship Id=\"settings\" Type=\"{OFFICE}/settings\" Target=\"settings.xml\"/>\
             <Relationship Id=\"fontTable\" Type=\"{OFFICE}/fontTable\" Target=\"fontTable.xml\"/>"
        );
        out.push_str(&self.pages.relationships);
        for number in 1..=self.pictures.len() {
            let _ = write!(
                out,
                "<Relationship Id=\"rIdImage{number}\" Type=\"{OFFICE}/image\" Target=\"media/image{number}.png\"/>"
            );
        }
        out.push_str("</Relationships>");
        out
    }
}

struct Archive(ZipWriter<Cursor<Vec<u8>>>);

impl Archive {
    /// A part too small to gain from compression.
    fn small(&mut self, name: &str, content: &str) -> zip::result::ZipResult<()> {
        self.stored(name, content.as_bytes())
    }

    /// A part worth compressing, at the fastest level.
    fn large(&mut self, name: &str, content: &str) -> zip::result::ZipResult<()> {
        let options = options().compression_method(CompressionMethod::Deflated).compression_level(Some(1));
        self.0.start_file(name, options)?;
        Ok(self.0.write_all(content.as_bytes())?)
    }

    /// A part as it is: pictures are compressed already.
    fn stored(&mut self, name: &str, content: &[u8]) -> zip::result::ZipResult<()> {
        self.0.start_file(name, options().compression_method(CompressionMethod::Stored))?;
        Ok(self.0.write_all(content)?)
    }
}

/// Fixed time (the first one a ZIP file can tell) and permissions.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().last_modified_time(zip::DateTime::default()).unix_permissions(0o644)
}
