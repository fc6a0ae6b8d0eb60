//! A figure reads the same in .docx, PDF, HTML and .xlsx, and is that of `indicators.json`; every county stands in every
//! county table; the files are sound for the programs that people open them with.
#![allow(
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs
)]

#[path = "documents_parts/access.rs"]
mod access;
#[path = "shared/paper.rs"]
mod paper;
#[path = "documents_parts/print.rs"]
mod print;
mod support;
#[path = "documents_parts/tofu.rs"]
mod tofu;

use std::{
    collections::BTreeSet,
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::Command,
};

use calamine::{Data, Reader, Xlsx};
use quick_xml::{Reader as XmlReader, events::Event};
use serde_json::Value;
use support::{Run, json, sample, skipped, workspace_with};
use tempfile::TempDir;

/// A table as texts: rows of cells, the head first.
type Cells = Vec<Vec<String>>;

fn bulletins() -> (TempDir, Vec<PathBuf>) {
    let workspace = workspace_with(&sample("submissions"));
    let months = ["2023-04", "2023-05"].map(|month| {
        let run = Run::new(["bulletin", "--month", month]).within(&workspace).go();
        assert_eq!(run.status, 0, "{}", run.err);
        workspace.path().join("out").join(month).join("bulletin")
    });
    (workspace, months.to_vec())
}

fn part(file: &Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// What an XML reader finds: text outside tables, and tables. `names` are those of table, row, cells and text (or any).
struct Found {
    text: String,
    tables: Vec<Cells>,
}

fn read(xml: &str, table: &str, row: &str, cells: &[&str], text_in: Option<&str>, skip: &[&str]) -> Found {
    let mut reader = XmlReader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let (mut found, mut inside, mut skipping) = (Found { text: String::new(), tables: Vec::new() }, false, 0_usize);
    let (mut in_cell, mut in_text) = (false, text_in.is_none());
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return found,
            Event::Start(tag) => {
                let name = tag.name().as_ref().to_owned();
                if skip.contains(&name.as_str()) {
                    skipping += 1;
                } else if name == table {
                    (inside, in_cell) = (true, false);
                    found.tables.push(Vec::new());
                } else if name == row && inside {
                    found.tables.last_mut().unwrap().push(Vec::new());
                } else if cells.contains(&name.as_str()) && inside {
                    in_cell = true;
                    found.tables.last_mut().unwrap().last_mut().unwrap().push(String::new());
                } else if text_in == Some(name.as_str()) {
                    in_text = true;
                }
            }
            Event::End(tag) => {
                let name = tag.name().as_ref().to_owned();
                if skip.contains(&name.as_str()) {
                    skipping = skipping.saturating_sub(1);
                } else if name == table {
                    inside = false;
                } else if cells.contains(&name.as_str()) {
                    in_cell = false;
                } else if text_in == Some(name.as_str()) {
                    in_text = false;
                }
                if !inside {
                    found.text.push('\n');
                }
            }
            Event::Text(text) if in_text && skipping == 0 => put(&mut found, inside, in_cell, text.as_ref()),
            Event::GeneralRef(reference) if in_text && skipping == 0 => {
                let name = reference.as_ref().to_owned();
                let character = match name.as_str() {
                    "lt" => "<",
                    "gt" => ">",
                    "amp" => "&",
                    "quot" => "\"",
                    "apos" => "'",
                    other => panic!("reference &{other};"),
                };
                put(&mut found, inside, in_cell, character);
            }
            _ => {}
        }
    }
}

fn put(found: &mut Found, inside: bool, in_cell: bool, text: &str) {
    if !inside {
        found.text.push_str(text);
    } else if in_cell {
        found.tables.last_mut().unwrap().last_mut().unwrap().last_mut().unwrap().push_str(text);
    }
}

fn docx(dir: &Path) -> Found {
    read(&part(&dir.join("通报.docx"), "word/document.xml"), "w:tbl", "w:tr", &["w:tc"], Some("w:t"), &[])
}

fn html(dir: &Path) -> Found {
    let text = fs::read_to_string(dir.join("通报.html")).unwrap();
    let body = &text[text.find("<main").expect("main")..text.find("</main>").expect("end of main")];
    read(body, "table", "tr", &["td", "th"], None, &["svg", "script", "style", "button"])
}

/// Tables of a workbook below their title and unit lines, numbers printed as the documents print them.
fn xlsx(dir: &Path) -> Vec<(String, Cells)> {
    let mut book: Xlsx<_> = calamine::open_workbook(dir.join("通报附表.xlsx")).unwrap();
    let names = book.sheet_names();
    let print = |head: &str, cell: &Data| match cell {
        Data::Float(number) if head.ends_with('率') => format!("{:.2}%", number * 100.0),
        Data::Float(number) if head.contains("百分点") => format!("{number:.2}"),
        Data::Empty => String::new(),
        other => other.to_string(),
    };
    let sheet = |name: &String| {
        let range = book.worksheet_range(name).unwrap();
        let rows: Vec<&[Data]> = range.rows().skip(2).take_while(|row| !matches!(row[0], Data::Empty)).collect();
        let heads: Vec<String> = rows[0].iter().map(ToString::to_string).collect();
        let cells =
            rows.iter().skip(1).map(|row| row.iter().zip(&heads).map(|(cell, head)| print(head, cell)).collect());
        (name.clone(), std::iter::once(heads.clone()).chain(cells).collect())
    };
    names.iter().map(sheet).collect()
}

fn pdf(dir: &Path) -> Option<String> {
    let output = Command::new("pdftotext").args(["-layout"]).arg(dir.join("通报.pdf")).arg("-").output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

/// All numbers in a text, thousands unseparated, with their per cent sign.
fn numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    for letter in text.chars().chain([' ']) {
        if letter.is_ascii_digit() || (letter == '.' && !word.is_empty() && !word.contains('.')) {
            word.push(letter);
        } else if !word.is_empty() {
            let number = word.trim_end_matches('.').to_owned();
            found.push(if letter == '%' { number + "%" } else { number });
            word.clear();
        }
    }
    found.sort();
    found
}

fn svgs(dir: &Path) -> Vec<(String, Vec<String>)> {
    let mut charts = Vec::new();
    for entry in fs::read_dir(dir.join("charts")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "svg") {
            let svg = fs::read_to_string(&path).unwrap();
            let texts = svg.split("<text").skip(1).map(|text| {
                let text = &text[text.find('>').unwrap() + 1..text.find("</text>").unwrap()];
                text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            });
            charts.push((path.file_stem().unwrap().to_string_lossy().into_owned(), texts.collect()));
        }
    }
    charts
}

#[test]
fn docx_and_html_hold_the_same_tables_cell_by_cell() {
    let (_workspace, months) = bulletins();
    for dir in months {
        let (paper, page) = (docx(&dir), html(&dir));
        assert_eq!(paper.tables.len(), 10, "the summary, the ranking and eight tables of the attachments");
        for (ours, theirs) in paper.tables.iter().zip(&page.tables) {
            assert_eq!(ours, theirs);
        }
        assert_eq!(paper.tables.len(), page.tables.len());
    }
}

#[test]
fn the_workbook_holds_the_tables_of_the_attachments_cell_by_cell() {
    let (_workspace, months) = bulletins();
    for dir in months {
        let paper = docx(&dir).tables;
        let book = xlsx(&dir);
        for (ours, (name, theirs)) in paper[2..].iter().zip(&book) {
            let theirs: Cells = theirs
                .iter()
                .map(|row| row.iter().map(|cell| if cell.is_empty() { String::new() } else { cell.clone() }).collect())
                .collect();
            assert_eq!(ours, &theirs, "{name}");
        }
    }
}

#[test]
fn every_number_in_the_pdf_stands_in_the_docx_or_a_chart_and_the_other_way_round() {
    let (_workspace, months) = bulletins();
    for dir in months {
        let Some(pdf) = pdf(&dir) else { return skipped("documents: numbers of the PDF (pdftotext is missing)") };
        let paper = docx(&dir);
        let cells: String = paper.tables.iter().flatten().flatten().map(|cell| format!("{cell}\n")).collect();
        let drawn: String = svgs(&dir).into_iter().flat_map(|(_, texts)| texts).map(|text| text + "\n").collect();
        let printed: BTreeSet<String> = numbers(&pdf).into_iter().collect();
        let written: BTreeSet<String> = numbers(&format!("{}\n{cells}\n{drawn}", paper.text)).into_iter().collect();
        // Page numbers are the PDF's own; a number that a line end divides in the extracted text is not one.
        let alone = |number: &&String| number.len() <= 2 && !number.contains(['.', '%']);
        let only_printed: Vec<_> = printed.difference(&written).filter(|number| !alone(number)).collect();
        assert!(only_printed.is_empty(), "only in the PDF: {only_printed:?}");
        let only_written: Vec<_> = written.difference(&printed).collect();
        assert!(only_written.is_empty(), "missing from the PDF: {only_written:?}");
    }
}

/// Figures of a row of `indicators.json` by the labels of tables.
fn figure(row: &Value, label: &str) -> Option<String> {
    let count = |name: &str| Some(row[name].to_string());
    let rate = |name: &str| row[name]["text"].as_str().map(str::to_owned);
    let place = |name: &str| Some(row[name].as_u64().map_or("—".to_owned(), |rank| rank.to_string()));
    match label {
        "名单数" => count("listed"),
        "剔除" => count("excluded"),
        "治理对象" => count("governed"),
        "退出" => count("exited"),
        "未退出" => count("remaining"),
        "在营治理对象" => count("operating"),
        "已约谈" => count("interviewed"),
        "已签承诺" => count("pledged"),
        "重点监管" => count("supervised"),
        "退出率" => rate("exit_rate"),
        "剔除率" => rate("exclusion_rate"),
        "约谈覆盖率" => rate("interview_rate"),
        "承诺覆盖率" => rate("pledge_rate"),
        "重点监管覆盖率" => rate("supervision_rate"),
        "名次" => place("rank"),
        "组内名次" => place("rank_in_group"),
        "组别" => row["group"].as_str().map(str::to_owned),
        "较上月（个百分点）" | "退出率较上月（个百分点）" => {
            Some(row["previous"]["exit_rate_change"].as_str().unwrap_or("—").to_owned())
        }
        "应报期数" => count("weeks_due"),
        "失信被执行人未报" => Some(row["weeks_late"]["judgment"].to_string()),
        "行政处罚未报" => Some(row["weeks_late"]["penalty"].to_string()),
        _ => None,
    }
}

#[test]
fn every_table_cell_is_that_of_the_indicators_by_row_and_column() {
    let (_workspace, months) = bulletins();
    for dir in months {
        let figures = json(&dir.join("indicators.json"));
        let mut units: Vec<(String, Value)> = vec![("全市".to_owned(), figures["city"].clone())];
        for (list, name) in
            [("counties", "name"), ("industries", "name"), ("departments", "department"), ("groups", "group")]
        {
            for row in figures[list].as_array().unwrap() {
                units.push((row[name].as_str().unwrap_or("未填报").to_owned(), row.clone()));
            }
        }
        let labels = [("judgment", "失信被执行人"), ("penalty", "行政处罚")];
        for row in figures["ledgers"].as_array().unwrap() {
            let label = labels.iter().find(|(code, _)| row["ledger"] == **code).unwrap().1;
            units.push((label.to_owned(), row.clone()));
        }
        let mut compared = 0;
        let tables = docx(&dir).tables.into_iter().chain(xlsx(&dir).into_iter().map(|(_, cells)| cells));
        for table in tables
            .filter(|table| table[0][0] != "县（市、区）" || table[0].get(1).map(String::as_str) != Some("主体名称"))
        {
            for row in &table[1..] {
                // 未填报 is a row of industries and of departments: only one of them has the row's figures.
                let candidates: Vec<&Value> =
                    units.iter().filter(|(name, _)| *name == row[0]).map(|(_, row)| row).collect();
                for (label, cell) in table[0].iter().zip(row).skip(1) {
                    let wanted: Vec<String> = candidates.iter().filter_map(|unit| figure(unit, label)).collect();
                    // The city has no rank and no group.
                    let of_units_only = row[0] == "全市" && ["名次", "组内名次", "组别"].contains(&label.as_str());
                    if !of_units_only && !wanted.is_empty() {
                        assert!(wanted.contains(cell), "{} {label}: {cell}, expected {wanted:?}", row[0]);
                        compared += 1;
                    }
                }
            }
        }
        assert!(compared > 800, "only {compared} cells were compared");
    }
}

#[test]
fn every_county_stands_in_every_county_table_and_county_chart() {
    let (_workspace, months) = bulletins();
    for dir in months {
        let figures = json(&dir.join("indicators.json"));
        let names: Vec<&str> =
            figures["counties"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
        let mut seen = 0;
        let tables = docx(&dir)
            .tables
            .into_iter()
            .chain(html(&dir).tables)
            .chain(xlsx(&dir).into_iter().map(|(_, cells)| cells));
        // Lists have a row for what there is, not for every county.
        let lists = ["主体名称", "问题种类"];
        let of_counties = |table: &Cells| table[0][0] == "县（市、区）" && !lists.contains(&table[0][1].as_str());
        for table in tables.filter(of_counties) {
            for name in &names {
                assert!(table.iter().any(|row| row[0] == *name), "{name} is missing from {:?}", table[0]);
            }
            seen += 1;
        }
        assert!(seen >= 12, "{seen} county tables were found");
        for (id, texts) in svgs(&dir).iter().filter(|(id, _)| id.contains("county")) {
            for name in &names {
                assert!(texts.iter().any(|text| text == name), "{name} is missing from the chart {id}");
            }
        }
    }
}

#[test]
fn every_value_in_a_chart_is_a_figure() {
    let (_workspace, months) = bulletins();
    for dir in months {
        let text = fs::read_to_string(dir.join("indicators.json")).unwrap();
        let cells: String = docx(&dir).tables.into_iter().flatten().flatten().map(|cell| cell + "\n").collect();
        let known: BTreeSet<String> = numbers(&format!("{text}\n{cells}")).into_iter().collect();
        let charts = svgs(&dir);
        assert_eq!(charts.len(), 5);
        for (id, texts) in charts {
            // Dates, axis marks (multiples of twenty) and sums that a stacked bar's end prints are told apart by form.
            let values = texts.iter().filter(|text| !text.contains('月') && !text.contains('（'));
            for number in values.flat_map(|text| numbers(text)) {
                let axis = number.trim_end_matches('%').parse::<u32>().is_ok_and(|mark| mark % 20 == 0);
                assert!(axis || known.contains(&number), "{id} prints {number}");
            }
        }
    }
}

#[test]
fn word_processors_open_every_docx() {
    let (workspace, _months) = bulletins();
    let run = Run::new(["notices", "--month", "2023-05", "--no-pdf"]).within(&workspace).go();
    assert_eq!(run.status, 0, "{}", run.err);
    let mut files = Vec::new();
    collect(&workspace.path().join("out"), &mut files);
    assert!(files.len() > 50, "{} .docx files", files.len());
    let checker = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/checks/docx-schema");
    if !checker.is_file()
        || !Command::new("python3").args(["-c", "import lxml"]).status().is_ok_and(|status| status.success())
    {
        return skipped("documents: the ECMA-376 schema (the schema files or python3 with lxml are missing)");
    }
    let output = Command::new("python3").arg(checker).args(&files).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}");
    assert!(told.contains("0 faults"), "{told}");
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "docx") {
            files.push(path);
        }
    }
}

#[test]
fn libreoffice_recomputes_the_workbook_to_the_printed_figures() {
    let (workspace, months) = bulletins();
    let (dir, out) = (&months[1], workspace.path().join("recomputed"));
    let profile = format!("-env:UserInstallation=file://{}", workspace.path().join("profile").display());
    let run = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "ods", "--outdir"])
        .arg(&out)
        .arg(dir.join("通报附表.xlsx"))
        .output();
    if !run.is_ok_and(|output| output.status.success()) {
        return skipped("documents: LibreOffice recomputes the workbook (soffice is missing)");
    }
    let mut book: calamine::Ods<_> = calamine::open_workbook(out.join("通报附表.ods")).unwrap();
    for (name, table) in xlsx(dir) {
        let range = book.worksheet_range(&name).unwrap();
        for (at, row) in table.iter().enumerate().skip(1) {
            for (column, cell) in row.iter().enumerate() {
                let Some(Data::Float(number)) = range.get_value((at as u32 + 2, column as u32)) else { continue };
                let head = &table[0][column];
                let printed =
                    if head.ends_with('率') { format!("{:.2}%", number * 100.0) } else { format!("{number}") };
                let same = printed == *cell || cell.parse::<f64>().is_ok_and(|value| (value - number).abs() < 1e-9);
                assert!(same, "{name} {head} {}: {printed}, printed {cell}", row[0]);
            }
        }
    }
}

/// The cells of all sheets of a workbook, by sheet.
fn sheets<R, RS>(mut book: R) -> Vec<(String, Vec<Vec<Data>>)>
where
    R: Reader<RS>,
    RS: std::io::Read + std::io::Seek,
{
    let names = book.sheet_names();
    let cells = |range: calamine::Range<Data>| range.rows().map(<[Data]>::to_vec).collect();
    names.into_iter().map(|name| (name.clone(), cells(book.worksheet_range(&name).unwrap_or_default()))).collect()
}

#[test]
fn libreoffice_recomputes_every_score() {
    let workspace = workspace_with(&sample("submissions"));
    let run = Run::new(["assess", "--month", "2023-05"]).within(&workspace).go();
    assert_eq!(run.status, 0, "{}", run.err);
    let written = workspace.path().join("out/2023-05/assess/考核材料.xlsx");
    let mut printed: Xlsx<_> = calamine::open_workbook(&written).unwrap();
    let formulas = printed.worksheet_formula("营商环境评价").unwrap();
    assert!(formulas.used_cells().count() > 100, "{} formulas", formulas.used_cells().count());
    let (out, profile) = (workspace.path().join("recomputed"), workspace.path().join("profile"));
    let convert = |file: &Path| {
        Command::new("soffice")
            .arg(format!("-env:UserInstallation=file://{}", profile.display()))
            .args(["--headless", "--convert-to", "ods", "--outdir"])
            .arg(&out)
            .arg(file)
            .output()
            .is_ok_and(|output| output.status.success())
    };
    // Without the kept results every formula has to be computed.
    let bare = workspace.path().join("考核材料.xlsx");
    without_results(&written, &bare);
    if !convert(&bare) {
        return skipped("documents: LibreOffice recomputes the scores (soffice is missing)");
    }
    let recomputed: calamine::Ods<_> = calamine::open_workbook(out.join("考核材料.ods")).unwrap();
    let (expected, found) = (sheets(printed), sheets(recomputed));
    let mut compared = 0;
    for ((name, expected), (other, found)) in expected.iter().zip(&found) {
        assert_eq!(name, other);
        for (at, row) in expected.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                let there = found.get(at).and_then(|row| row.get(column));
                match (cell, there) {
                    (Data::Float(one), Some(Data::Float(two))) => {
                        assert!((one - two).abs() < 1e-9, "{name} row {at} column {column}: {one} recomputed {two}");
                        compared += 1;
                    }
                    (Data::Float(one), other) => panic!("{name} row {at} column {column}: {one} recomputed {other:?}"),
                    (Data::String(text), Some(Data::String(other))) if text == "—" => assert_eq!(other, "—"),
                    _ => {}
                }
            }
        }
    }
    assert!(compared > 500, "{compared} numbers");
}

/// The workbook with no results kept beside its formulas.
fn without_results(from: &Path, to: &Path) {
    use std::io::Write;
    let mut archive = zip::ZipArchive::new(fs::File::open(from).unwrap()).unwrap();
    let mut bare = zip::ZipWriter::new(fs::File::create(to).unwrap());
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if name.starts_with("xl/worksheets/sheet") {
            let text = String::from_utf8(bytes).unwrap();
            let mut kept = String::new();
            for piece in text.split_inclusive("</f>") {
                let (result, rest) = match piece.strip_prefix("<v>").and_then(|rest| rest.split_once("</v>")) {
                    Some((_, rest)) => (true, rest),
                    None => (false, piece),
                };
                assert!(result || !kept.ends_with("</f>"), "a formula without a result in {name}");
                kept.push_str(rest);
            }
            bytes = kept.into_bytes();
        }
        bare.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        bare.write_all(&bytes).unwrap();
    }
    bare.finish().unwrap();
}
