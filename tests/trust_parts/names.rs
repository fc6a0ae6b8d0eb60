//! Names from counties and from the configuration: they come out as they are in every format, nothing in them runs, and
//! they never leave the output folder.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use tempfile::TempDir;
use tongbao::domain::{config::Limits, sheet::CellValue};

use crate::support::{
    self, Run,
    book::{self, Page},
    sample,
    text::{files, parts, words},
};

/// Every mark that Markdown, HTML, typst, XML or a template takes for its own.
const ODD: &str = "甲&乙<b>\"丙\"'*_#$[丁]{{戊}}{%己%}\\庚`~^|@!=辛&amp;<!--/-->";
/// The same without what the name of a county cannot have on a letter's number.
const ODD_COUNTY: &str = "壬&<i>'\"*_#$[癸]{{子}}\\丑`县";
/// Departments whose folders would leave the output folder, be refused by a system, or fall together.
const DEPARTMENTS: [&str; 10] = [
    "../../上级局",
    "交通/局",
    "交通_局",
    "交通\\局",
    "CON",
    "nul.局",
    "局. . ",
    "ＡＢＣ局",
    "水\u{202e}利\u{200b}局",
    ODD,
];
/// Names that a spreadsheet would run.
const RUNNING: [&str; 8] = [
    "=cmd|' /C calc'!A0",
    "+1公司",
    "-1+2公司",
    "@SUM(A1)公司",
    "＝1+1公司",
    "－1公司",
    "＠甲公司",
    "=HYPERLINK(\"http://example.org\",\"公司\")",
];

/// A workspace inside a folder of its own, with odd departments and counties, whose month was made.
fn made() -> &'static (TempDir, PathBuf) {
    static MADE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    MADE.get_or_init(|| {
        let outer = TempDir::new().unwrap();
        let dir = outer.path().join("工作区");
        fs::create_dir_all(dir.join("收件/2023-04-02")).unwrap();
        fs::write(dir.join("tongbao.toml"), configuration()).unwrap();
        let path = dir.join("收件/2023-04-02/410526.xlsx");
        fs::write(path, book::xlsx(&[Page::of_rows("行政处罚", ledger())])).unwrap();
        let dir = (outer, dir);
        let run = at(&dir.1, &["month", "2023-04", "收件", "--county", "410526"]);
        assert!(run.status <= 1, "{}", run.err);
        assert!(at(&dir.1, &["template", "--county", "410526", "--prefilled"]).status == 0);
        assert!(at(&dir.1, &["diff", "2023-04-01", "2023-04-02", "-o", "out/变化.xlsx"]).status == 0);
        dir
    })
}

fn at(dir: &Path, arguments: &[&str]) -> support::Outcome {
    Run::of(arguments).at(dir).go()
}

fn configuration() -> String {
    let text = fs::read_to_string(sample("tongbao.toml")).unwrap();
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let departments: String =
        DEPARTMENTS.iter().map(|name| format!("\n[[departments]]\nname = {}\n", quoted(name))).collect();
    text.replace("name = \"滑县\"", &format!("name = {}", quoted(ODD_COUNTY))) + &departments
}

/// A row for each department and for each name; all remain.
fn ledger() -> Vec<Vec<String>> {
    let head = ["主体名称", "统一社会信用代码", "行业主管部门", "失信次数", "联系情况", "是否退出"];
    let odd = format!("{ODD}公司");
    let departments = DEPARTMENTS.iter().enumerate().map(|(at, department)| (format!("第{at}号公司"), *department));
    let names = RUNNING.iter().copied().chain([odd.as_str()]).map(|name| (name.to_owned(), ODD));
    let row = |(at, (name, department)): (usize, (String, &str))| {
        let code = support::code(u32::try_from(at).unwrap() + 1);
        vec![name, code, department.to_owned(), "#12".to_owned(), "无法联系".to_owned(), "否".to_owned()]
    };
    let title = vec!["行政处罚台账（截至2023年4月2日）".to_owned()];
    let rows = departments.chain(names).enumerate().map(row);
    [title, head.map(str::to_owned).to_vec()].into_iter().chain(rows).collect()
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn names_come_out_as_they_are_in_every_format() {
    let (_, dir) = made();
    let month = dir.join("out/2023-04");
    for file in ["bulletin/通报.docx", "bulletin/通报.pdf", "bulletin/通报.html", "bulletin/通报附表.xlsx"] {
        assert!(words(&month.join(file)).contains(&squeezed(ODD_COUNTY)), "{file} has another name for the county");
    }
    assert!(words(&month.join("bulletin/通报附表.xlsx")).contains(&squeezed(ODD)), "a department in the tables");
    let odd = files(&month.join("notices")).into_iter().filter(|path| path.to_string_lossy().contains("甲&乙"));
    let odd: Vec<_> = odd.collect();
    assert_eq!(odd.len(), 4, "letter, PDF, list of the county, list of the city: {odd:?}");
    for path in odd {
        assert!(words(&path).contains(&squeezed(ODD)), "{} has another name for the department", path.display());
    }
    let company = squeezed(&format!("{ODD}公司"));
    let public = dir.join("out/publicity/2023-04-02");
    for path in files(&public).into_iter().filter(|path| path.to_string_lossy().contains("公示名单")) {
        let words = words(&path).replace("\"\"", "\"");
        assert!(words.contains(&company), "{} has another name for the company", path.display());
    }
    for format in ["json", "table"] {
        let told = at(dir, &["query", "--sql", "SELECT name, department FROM current", "--format", format]);
        let told = squeezed(&told.out).replace("\\\"", "\"").replace("\\\\", "\\");
        assert!(told.contains(&company) && told.contains(&squeezed(ODD)), "{format}: {told}");
    }
}

/// The text of every cell of a workbook.
fn cells(bytes: &[u8]) -> Vec<String> {
    let sheets = tongbao::intake::parse(bytes, "a.xlsx", &Limits::default()).unwrap();
    let text = |cell: CellValue| if let CellValue::Text(text) = cell { Some(text) } else { None };
    sheets.into_iter().flat_map(|sheet| sheet.rows).flatten().filter_map(text).collect()
}

#[test]
fn no_cell_that_we_write_can_run() {
    let (_, dir) = made();
    let (mut books, mut tables, mut met) = (0, 0, BTreeSet::new());
    for path in files(&dir.join("out")) {
        let bytes = fs::read(&path).unwrap();
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("xlsx") => {
                books += 1;
                let own: Vec<_> = cells(&bytes).into_iter().filter(|cell| RUNNING.contains(&cell.as_str())).collect();
                for (name, part) in parts(&bytes) {
                    assert!(!part.contains("<f>cmd") && !part.contains("<f>HYPERLINK"), "{} {name}", path.display());
                    if name == "xl/styles.xml" && !own.is_empty() {
                        assert!(part.contains("quotePrefix=\"1\""), "{}: editing would run {own:?}", path.display());
                    }
                }
                met.extend(own);
            }
            Some("csv") => {
                tables += 1;
                let text = String::from_utf8(bytes).unwrap();
                for record in
                    csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes()).records()
                {
                    for cell in &record.unwrap() {
                        let first = cell.trim_start_matches('\u{feff}').chars().next().unwrap_or(' ');
                        assert!(!"=+-@\t\r\0＝＋－＠".contains(first), "{}: {cell}", path.display());
                    }
                }
            }
            _ => {}
        }
    }
    assert!(books >= 15 && tables >= 2, "{books} workbooks, {tables} csv files");
    assert_eq!(met.len(), RUNNING.len(), "all of them are in the workbooks, as text: {met:?}");
}

#[test]
fn names_never_leave_the_output_folder() {
    let (outer, dir) = made();
    let beside: Vec<_> = fs::read_dir(outer.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside, ["工作区"]);
    let mut own: Vec<_> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    own.sort();
    assert_eq!(own, ["out", "store", "tongbao.toml", "收件"]);
    let lists = files(&dir.join("out/2023-04/notices/全市"));
    assert_eq!(lists.len(), DEPARTMENTS.len(), "a list for each department, none over another: {lists:?}");
    let mut folded = BTreeSet::new();
    for path in files(&dir.join("out")) {
        let relative = path.strip_prefix(dir).unwrap().to_string_lossy().into_owned();
        assert!(folded.insert(relative.to_lowercase()), "{relative} and another are one where case does not count");
        for part in relative.split('/') {
            let stem = part.split('.').next().unwrap().to_uppercase();
            assert!(!["CON", "NUL"].contains(&stem.trim()), "{relative}: a device of Windows");
            assert!(part.len() < 256 && !part.ends_with(['.', ' ']) && part != "..", "{relative}");
            assert!(!part.chars().any(|c| c.is_control() || "\\:*?\"<>|\u{202e}\u{200b}".contains(c)), "{relative}");
        }
    }
}
