//! Every number that a bulletin prints is one of the indicators or of the facts beside them; every county is in every table.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use tongbao::{
    domain::table::{Table, Value},
    report::{
        Block, ChartKind, Report, Templates, bulletin,
        facts::{BulletinFacts, CountyMeasures},
        tables,
    },
};

use crate::facts::{config, expected, sample};

const MONTHS: [&str; 2] = ["2023-04", "2023-05"];

/// All numbers of the JSON, as they are printed.
fn printed(json: &Json, known: &mut BTreeSet<String>) {
    match json {
        Json::Number(number) => {
            known.insert(number.to_string());
        }
        // Rates and changes; a change is printed without its sign.
        Json::String(text) if text.chars().any(|letter| letter.is_ascii_digit()) => {
            known.insert(text.trim_start_matches('-').to_owned());
        }
        Json::Array(items) => items.iter().for_each(|item| printed(item, known)),
        Json::Object(fields) => fields.values().for_each(|field| printed(field, known)),
        Json::Null | Json::Bool(_) | Json::String(_) => {}
    }
}

/// What the facts have beside the indicators.
fn beside(facts: &BulletinFacts, known: &mut BTreeSet<String>) {
    let of = |table: &Table| -> Vec<String> {
        let numbers = table.rows.iter().flatten().filter_map(|cell| match cell {
            Value::Int(number) => Some(number.to_string()),
            _ => None,
        });
        numbers.collect()
    };
    known.extend(of(&tables::findings_by_county(facts, &config()).unwrap()));
    known.extend(facts.findings.iter().map(|row| row.count.to_string()));
    let measures = |row: &CountyMeasures| [row.guided, row.repair_applied, row.repaired];
    known.extend(facts.measures.iter().flat_map(measures).map(|count| count.to_string()));
    for place in 0..3 {
        known.insert(facts.measures.iter().map(|row| measures(row)[place]).sum::<u64>().to_string());
    }
    known.extend(facts.remaining_by_industry.iter().map(|row| row.remaining.to_string()));
    // Definitions: 未全部完成的不记100%, 100.00% as the target, 0 as a denominator, 2 decimals.
    known.extend(["100%", "100.00%", "0", "2", "4"].map(str::to_owned));
}

/// Numbers in a text, dates taken out: `39.21%`, `218`, `67.6`.
fn numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let letters: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < letters.len() {
        let start = at;
        while at < letters.len() && (letters[at].is_ascii_digit() || (at > start && letters[at] == '.')) {
            at += 1;
        }
        if at == start {
            at += 1;
            continue;
        }
        if letters.get(at) == Some(&'%') {
            at += 1;
        }
        // Dates are checked elsewhere.
        if !matches!(letters.get(at), Some('年' | '月' | '日')) {
            found.push(letters[start..at].iter().collect());
        }
    }
    found
}

fn texts(report: &Report) -> Vec<String> {
    let rounding = report.rounding;
    let table = |table: &Table| -> Vec<String> {
        table.rows.iter().flatten().map(|cell| cell.text(rounding)).chain(table.notes.clone()).collect()
    };
    let mut texts: Vec<String> = report.summary.iter().flat_map(table).collect();
    // The last attachment defines words and counts nothing.
    let counting = &report.annexes[..report.annexes.len() - 1];
    for block in report.body.iter().chain(counting.iter().flat_map(|annex| &annex.blocks)) {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Note(text) => texts.push(text.clone()),
            Block::Table(content) => texts.extend(table(content)),
            Block::Chart(chart) => {
                texts.extend([chart.title.clone(), chart.alt.clone(), chart.subtitle.clone()]);
                texts.extend(drawn(&chart.kind));
            }
        }
    }
    texts
}

fn drawn(kind: &ChartKind) -> Vec<String> {
    match kind {
        ChartKind::Bars { bars, marks, .. } => {
            bars.iter().map(|bar| bar.text.clone()).chain(marks.iter().map(|mark| mark.label.clone())).collect()
        }
        ChartKind::Lines { series, .. } => series.iter().flat_map(|line| line.texts.clone()).collect(),
        ChartKind::Stacked { bars, .. } => {
            bars.iter().flat_map(|(_, counts)| counts.iter().map(u64::to_string)).collect()
        }
        ChartKind::Funnel { steps } => {
            steps.iter().flat_map(|(_, count, share)| [count.to_string(), share.clone()]).collect()
        }
        ChartKind::Heat { cells, .. } => cells.iter().flatten().flatten().map(u64::to_string).collect(),
    }
}

fn strangers(report: &Report, known: &BTreeSet<String>) -> Vec<String> {
    texts(report).iter().flat_map(|text| numbers(text)).filter(|number| !known.contains(number)).collect()
}

#[test]
fn every_number_is_one_of_the_figures() {
    for month in MONTHS {
        let facts = sample(month);
        let report = bulletin(&facts, &config(), &Templates::default()).unwrap();
        let mut known = BTreeSet::new();
        printed(&expected(month), &mut known);
        beside(&facts, &mut known);
        // Weeks reported are weeks due less weeks late; places won are differences of ranks; totals of findings are sums.
        known.extend((0..=10).map(|small| small.to_string()));
        known.insert(facts.indicators.findings.by_code.iter().map(|(_, count)| count).sum::<u64>().to_string());
        assert_eq!(strangers(&report, &known), Vec::<String>::new(), "{month}");
        assert!(
            texts(&report).iter().flat_map(|text| numbers(text)).count() > 500,
            "{month}: the walk found few numbers"
        );

        let remaining = facts.indicators.city.remaining.to_string();
        known.remove(&remaining);
        assert!(strangers(&report, &known).contains(&remaining), "{month}: the walk notices a foreign number");
    }
}

/// The figure of the JSON that belongs under a column.
fn figure(row: &Json, column: &str) -> Option<String> {
    let value = match column {
        "exit_rate_change" => match &row["previous"] {
            Json::Null => return None,
            previous => return Some(previous["exit_rate_change"].as_str().unwrap_or("—").to_owned()),
        },
        "judgment_late" => &row["weeks_late"]["judgment"],
        "penalty_late" => &row["weeks_late"]["penalty"],
        other => row.get(other)?,
    };
    Some(match value {
        Json::Object(rate) => rate["text"].as_str().unwrap().to_owned(),
        Json::Null => "—".to_owned(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    })
}

fn as_table(block: &Block) -> Option<&Table> {
    if let Block::Table(table) = block { Some(table) } else { None }
}

fn all_tables(report: &Report) -> Vec<&Table> {
    let annexes = report.annexes.iter().flat_map(|annex| &annex.blocks);
    report.body.iter().chain(annexes).filter_map(as_table).collect()
}

#[test]
fn every_cell_is_the_figure_of_its_row_and_column() {
    for month in MONTHS {
        let json = expected(month);
        let report = bulletin(&sample(month), &config(), &Templates::default()).unwrap();
        let mut compared = 0;
        for table in all_tables(&report) {
            let lists = ["counties", "industries", "departments"].map(|list| json[list].as_array().unwrap());
            for row in &table.rows {
                let name = row[0].text(report.rounding);
                let named = |item: &&Json| item["name"] == *name || item["department"] == *name;
                let item = match name.as_str() {
                    "全市" => Some(&json["city"]),
                    "失信被执行人" => Some(&json["ledgers"][0]),
                    "行政处罚" => Some(&json["ledgers"][1]),
                    "未填报" if table.id == "departments" => json["departments"].as_array().unwrap().last(),
                    _ => lists.iter().find_map(|list| list.iter().find(named)),
                };
                for (column, cell) in table.columns.iter().zip(row).skip(1) {
                    if let Some(figure) = item.and_then(|item| figure(item, &column.name)) {
                        assert_eq!(cell.text(report.rounding), figure, "{month} {} {name} {}", table.id, column.label);
                        compared += 1;
                    }
                }
            }
        }
        assert!(compared > 500, "{month}: only {compared} cells compared");
    }
}

#[test]
fn every_county_is_in_every_county_table_and_chart() {
    let report = bulletin(&sample("2023-05"), &config(), &Templates::default()).unwrap();
    let names: BTreeSet<String> = config().counties.into_iter().map(|county| county.name).collect();
    let mut seen = 0;
    for table in all_tables(&report).into_iter().filter(|table| table.columns[0].name == "county_name") {
        let rows: BTreeSet<String> =
            table.rows.iter().map(|row| row[0].text(report.rounding)).filter(|name| name != "全市").collect();
        assert_eq!(rows, names, "{}", table.id);
        seen += 1;
    }
    for block in &report.body {
        let Block::Chart(chart) = block else { continue };
        let shown: BTreeSet<String> = match &chart.kind {
            ChartKind::Bars { bars, .. } => bars.iter().map(|bar| bar.label.clone()).collect(),
            ChartKind::Heat { rows, .. } => rows.iter().cloned().collect(),
            ChartKind::Lines { .. } | ChartKind::Stacked { .. } | ChartKind::Funnel { .. } => continue,
        };
        assert_eq!(shown, names, "{}", chart.id);
        seen += 1;
    }
    assert_eq!(seen, 7, "five tables and two charts list counties");
}

#[test]
fn the_first_page_answers_five_questions() {
    for month in MONTHS {
        let report = bulletin(&sample(month), &config(), &Templates::default()).unwrap();
        let summary = report.summary.unwrap();
        let items: Vec<String> = summary.rows.iter().map(|row| row[0].text(report.rounding)).collect();
        assert_eq!(
            items,
            ["治理对象", "治理进度", "进度靠前", "进度靠后", "时限要求"],
            "how many, how far, who leads, who lags, what is due"
        );
    }
}

#[test]
fn the_workbook_has_the_same_tables() {
    let facts = sample("2023-05");
    let report = bulletin(&facts, &config(), &Templates::default()).unwrap();
    let attachments = tables::attachments(&facts, &config());
    assert_eq!(attachments.len(), 8);
    for table in &attachments {
        assert!(all_tables(&report).contains(&table), "{} differs", table.id);
    }
}
