//! Letterheads (套红) as an office would make them in a word processor: invented, with everything that such files have.

use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
    xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" \
    xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:v=\"urn:schemas-microsoft-com:vml\"";

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n";

/// The section of the sample: a first page of its own, pages counted from 1.
pub const SECTION: &str = "<w:sectPr w:rsidR=\"00B10000\"><w:headerReference w:type=\"first\" r:id=\"rId4\"/><w:footerReference \
    w:type=\"default\" r:id=\"rId5\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1985\" \
    w:left=\"1588\" w:header=\"851\" w:footer=\"1400\" w:gutter=\"0\"/><w:pgNumType w:start=\"1\"/><w:cols w:space=\"425\"/><w:titlePg/>\
    <w:docGrid w:type=\"lines\" w:linePitch=\"579\"/></w:sectPr>";

/// The body of the sample letterhead: mark, number in a table beside a signer, title cut into runs, text box, imprint.
pub fn body() -> String {
    let text_box = |content: &str| {
        format!(
            "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:inline><wp:extent cx=\"1800000\" cy=\"600000\"/>\
             <wp:docPr id=\"7\" name=\"文本框 7\"/><a:graphic><a:graphicData \
             uri=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\"><wps:wsp><wps:cNvSpPr txBox=\"1\"/><wps:spPr>\
             <a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"1800000\" cy=\"600000\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/>\
             </a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData>\
             </a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape id=\"s1\" style=\"width:141.75pt;height:47pt\">\
             <v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    };
    let number = "<w:p><w:r><w:t>｛｛文</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>号｝｝</w:t></w:r></w:p>";
    [
        "<w:p w:rsidR=\"00A10000\"><w:pPr><w:pStyle w:val=\"red\"/></w:pPr><w:r><w:rPr><w:color w:val=\"FF0000\"/><w:sz w:val=\"72\"/></w:rPr>\
         <w:t>{{发文机关标志}}</w:t></w:r></w:p>",
        "<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"4000\"/><w:gridCol w:w=\"4000\"/>\
         </w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w=\"4000\" w:type=\"dxa\"/></w:tcPr>",
        number,
        "</w:tc><w:tc><w:tcPr><w:tcW w:w=\"4000\" w:type=\"dxa\"/></w:tcPr><w:p><w:r><w:t>签发人：（空）</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        // A title that spelling and revision marks have cut to pieces.
        "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r w:rsidRPr=\"00C10000\"><w:rPr><w:rFonts w:eastAsia=\"方正小标宋简体\" \
         w:hint=\"eastAsia\"/><w:sz w:val=\"44\"/></w:rPr><w:t>{</w:t></w:r><w:proofErr w:type=\"spellStart\"/><w:r><w:rPr><w:sz \
         w:val=\"44\"/></w:rPr><w:t xml:space=\"preserve\">{ 标</w:t></w:r><w:bookmarkStart w:id=\"3\" w:name=\"_GoBack\"/><w:bookmarkEnd \
         w:id=\"3\"/><w:r><w:t>题 </w:t></w:r><w:proofErr w:type=\"spellEnd\"/><w:r><w:t>}}</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>{{主送}}</w:t></w:r></w:p>",
        &format!("<w:p>{}</w:p>", text_box(number)),
        "<w:p><w:bookmarkStart w:id=\"9\" w:name=\"text\"/><w:r><w:t>{{正文}}</w:t></w:r><w:bookmarkEnd w:id=\"9\"/></w:p>",
        "<w:p><w:r><w:t>{{附件说明}}</w:t></w:r></w:p><w:p><w:pPr><w:jc w:val=\"right\"/></w:pPr><w:r><w:t>{{发文机关}}</w:t></w:r></w:p>",
        "<w:p><w:r><w:t xml:space=\"preserve\">日期 &amp; 印章：{{成文日期}}（盖章）</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>{{附件}}</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>抄送：{{抄送}}。</w:t></w:r></w:p>",
    ]
    .concat()
}

/// A package with this body.
pub fn letterhead(body: &str) -> Vec<u8> {
    package(&[("word/document.xml", &format!("{HEAD}<w:document {W}><w:body>{body}{SECTION}</w:body></w:document>"))])
}

/// The sample package with some parts replaced or added.
pub fn package(replaced: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("{HEAD}<w:document {W}><w:body>{}{SECTION}</w:body></w:document>", body());
    let header =
        format!("{HEAD}<w:hdr {W}><w:p><w:r><w:t>{{{{标</w:t></w:r><w:r><w:t>记}}}}</w:t></w:r></w:p></w:hdr>");
    let footer = format!("{HEAD}<w:ftr {W}><w:p><w:r><w:t>内部资料</w:t></w:r></w:p></w:ftr>");
    let usual: [(&str, &str); 9] = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", PACKAGE_LINKS),
        ("word/document.xml", &document),
        ("word/_rels/document.xml.rels", LINKS),
        ("word/styles.xml", STYLES),
        ("word/header1.xml", &header),
        ("word/footer1.xml", &footer),
        ("word/media/image1.png", "not looked at"),
        ("customXml/item1.xml", "<a>留着</a>"),
    ];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let given = |name: &str| replaced.iter().find(|(known, _)| *known == name).map(|(_, content)| *content);
    let added = replaced.iter().filter(|(name, _)| !usual.iter().any(|(known, _)| known == name)).copied();
    for (name, content) in usual.iter().map(|(name, content)| (*name, given(name).unwrap_or(content))).chain(added) {
        let options =
            SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).compression_level(Some(9));
        archive.start_file(name, options).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
    ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" \
    ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/><Override PartName=\"/word/styles.xml\" \
    ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/><Override PartName=\"/word/header1.xml\" \
    ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/><Override PartName=\"/word/footer1.xml\" \
    ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/></Types>";

const PACKAGE_LINKS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";

const LINKS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/><Relationship Id=\"rId4\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header\" Target=\"header1.xml\"/><Relationship Id=\"rId5\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer1.xml\"/></Relationships>";

const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
    <w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Calibri\" w:eastAsia=\"宋体\"/><w:sz w:val=\"21\"/></w:rPr></w:rPrDefault></w:docDefaults>\
    <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style>\
    <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"a1\"><w:name w:val=\"Normal Table\"/></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"red\"><w:name w:val=\"red head\"/><w:basedOn w:val=\"a\"/></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"Heading 1\"/><w:basedOn w:val=\"a\"/><w:pPr><w:numPr><w:numId w:val=\"2\"/></w:numPr>\
    </w:pPr><w:rPr><w:rFonts w:eastAsia=\"方正黑体_GBK\"/></w:rPr></w:style></w:styles>";
