//! Spreadsheets from rows of text, as xlsx, ods and csv: written by hand, so that a test decides every cell.
//!
//! A cell is text, but for `#12` (a number), `@45021` (a serial shown as a date), `=A1→x` (a formula with its cached value,
//! none where nothing stands behind the arrow) and the empty string (no cell).

use std::io::Write;

use zip::write::SimpleFileOptions;

/// One sheet.
#[derive(Clone)]
pub struct Page {
    pub name: String,
    pub rows: Vec<Vec<String>>,
    /// Merged blocks, as `A3:A5`.
    pub merges: Vec<String>,
    pub hidden: bool,
}

impl Page {
    /// Lines of cells between `|`.
    pub fn of(name: &str, lines: &[&str]) -> Self {
        let rows = lines.iter().map(|line| line.split('|').map(str::to_owned).collect()).collect();
        Self::of_rows(name, rows)
    }

    pub fn of_rows(name: &str, rows: Vec<Vec<String>>) -> Self {
        Self { name: name.to_owned(), rows, merges: Vec::new(), hidden: false }
    }

    pub fn merged(mut self, blocks: &[&str]) -> Self {
        self.merges = blocks.iter().map(|block| (*block).to_owned()).collect();
        self
    }

    pub fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }
}

pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\r', "&#13;")
}

/// A workbook of Office Open XML.
pub fn xlsx(pages: &[Page]) -> Vec<u8> {
    workbook(pages, false)
}

/// The same, its serials counted from 1904.
pub fn xlsx_1904(pages: &[Page]) -> Vec<u8> {
    workbook(pages, true)
}

fn workbook(pages: &[Page], epoch_1904: bool) -> Vec<u8> {
    let (mut listed, mut relations, mut sheets) = (String::new(), String::new(), Vec::new());
    for (number, page) in (1..).zip(pages) {
        let state = if page.hidden { " state=\"hidden\"" } else { "" };
        listed += &format!("<sheet name=\"{}\" sheetId=\"{number}\"{state} r:id=\"r{number}\"/>", escaped(&page.name));
        relations +=
            &format!("<Relationship Id=\"r{number}\" Type=\"x/worksheet\" Target=\"worksheets/s{number}.xml\"/>");
        sheets.push((format!("xl/worksheets/s{number}.xml"), worksheet(page)));
    }
    let book = format!(
        "<workbook xmlns:r=\"r\"><workbookPr date1904=\"{}\"/><sheets>{listed}</sheets></workbook>",
        u8::from(epoch_1904)
    );
    let relations = format!(
        "<Relationships>{relations}<Relationship Id=\"s\" Type=\"x/styles\" Target=\"styles.xml\"/></Relationships>"
    );
    let styles = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
    ];
    parts.extend(sheets.iter().map(|(name, part)| (name.as_str(), part.as_bytes())));
    archive(&parts)
}

fn worksheet(page: &Page) -> String {
    let mut rows = String::new();
    for (number, cells) in (1..).zip(&page.rows) {
        let cells: String = (0..).zip(cells).map(|(column, cell)| cell_of_xlsx(&place(number, column), cell)).collect();
        rows += &format!("<row r=\"{number}\">{cells}</row>");
    }
    let merges: String = page.merges.iter().map(|block| format!("<mergeCell ref=\"{block}\"/>")).collect();
    format!("<worksheet><sheetData>{rows}</sheetData><mergeCells>{merges}</mergeCells></worksheet>")
}

/// `D17`, of a row from 1 and a column from 0; no more than 26 × 27 columns.
fn place(row: usize, column: usize) -> String {
    let letter = |index: usize| char::from(b'A' + u8::try_from(index).unwrap());
    let high = if column < 26 { String::new() } else { letter(column / 26 - 1).to_string() };
    format!("{high}{}{row}", letter(column % 26))
}

fn cell_of_xlsx(place: &str, cell: &str) -> String {
    match (cell.strip_prefix('#'), cell.strip_prefix('@'), formula(cell)) {
        _ if cell.is_empty() => String::new(),
        (Some(number), ..) if number.parse::<f64>().is_ok() => format!("<c r=\"{place}\"><v>{number}</v></c>"),
        (_, Some(serial), _) if serial.parse::<f64>().is_ok() => {
            format!("<c r=\"{place}\" s=\"1\"><v>{serial}</v></c>")
        }
        (_, _, Some((formula, ""))) => format!("<c r=\"{place}\"><f>{}</f></c>", escaped(formula)),
        (_, _, Some((formula, value))) => {
            format!("<c r=\"{place}\" t=\"str\"><f>{}</f><v>{}</v></c>", escaped(formula), escaped(value))
        }
        _ => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>", escaped(cell)),
    }
}

/// `=A1→x` as formula and value.
fn formula(cell: &str) -> Option<(&str, &str)> {
    cell.strip_prefix('=')?.split_once('→')
}

/// An OpenDocument spreadsheet.
pub fn ods(pages: &[Page]) -> Vec<u8> {
    let mut tables = String::new();
    for page in pages {
        let row = |cells: &Vec<String>| {
            let cells: String = cells.iter().map(|cell| cell_of_ods(cell)).collect();
            format!("<table:table-row>{cells}</table:table-row>")
        };
        let rows: String = page.rows.iter().map(row).collect();
        let style = if page.hidden { " table:style-name=\"gone\"" } else { "" };
        tables += &format!("<table:table table:name=\"{}\"{style}>{rows}</table:table>", escaped(&page.name));
    }
    let content = format!(
        "<office:document-content><office:automatic-styles><style:style style:name=\"gone\"><style:table-properties \
         table:display=\"false\"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{tables}\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    archive(&[("mimetype", kind), ("content.xml", content.as_bytes())])
}

fn cell_of_ods(cell: &str) -> String {
    let number = |text: Option<&str>| text.filter(|number| number.parse::<f64>().is_ok()).map(str::to_owned);
    if let Some(number) = number(cell.strip_prefix('#')) {
        return format!("<table:table-cell office:value-type=\"float\" office:value=\"{number}\"/>");
    }
    if let Some(serial) = number(cell.strip_prefix('@')) {
        let start = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
        let day = start + chrono::TimeDelta::days(serial.parse().unwrap());
        return format!("<table:table-cell office:value-type=\"date\" office:date-value=\"{day}\"/>");
    }
    let lines: String = cell.split('\n').map(|line| format!("<text:p>{}</text:p>", spaced(&escaped(line)))).collect();
    if cell.is_empty() {
        "<table:table-cell/>".to_owned()
    } else {
        format!("<table:table-cell office:value-type=\"string\">{lines}</table:table-cell>")
    }
}

/// OpenDocument counts spaces.
fn spaced(line: &str) -> String {
    line.replace(' ', "<text:s/>").replace('\t', "<text:tab/>")
}

/// Comma-separated text, every cell in quotation marks that needs it; a number is its digits.
pub fn csv(rows: &[Vec<String>]) -> String {
    let cell = |cell: &String| {
        let cell = cell.strip_prefix('#').filter(|number| number.parse::<f64>().is_ok()).unwrap_or(cell);
        if cell.contains([',', '"', '\n', '\r', '\t', ';']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.to_owned()
        }
    };
    rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n").collect()
}

/// Text as GB18030.
pub fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}
