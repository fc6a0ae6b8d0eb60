//! What holds of every document: whole sentences, full-width punctuation, headings that count, tables that fit.

use tongbao::{
    domain::table::Table,
    report::{Block, Report},
};

/// Things that no sentence may contain: doubled or stranded marks, empty lists, words of the program.
const FAULTS: [&str; 40] = [
    "。。",
    "，，",
    "、、",
    "；；",
    "，。",
    "、。",
    "；。",
    "：。",
    "。，",
    "、，",
    "，、",
    "（）",
    "（，",
    "，）",
    "（、",
    "、）",
    "是。",
    "的是，",
    "的是；",
    "为。",
    "有。",
    "分别为，",
    "none",
    "None",
    "null",
    "undefined",
    "true",
    "false",
    "{{",
    "}}",
    "{%",
    "::",
    "\n",
    "  ",
    ",",
    ";",
    "(",
    ")",
    "——。",
    "条条",
];

/// Checks the prose and the tables of a report; data of the test itself may contain anything in `odd_names`.
pub fn check(name: &str, report: &Report) {
    headings(name, &report.body);
    let annexes = report.annexes.iter().flat_map(|annex| &annex.blocks);
    for block in report.body.iter().chain(annexes) {
        match block {
            Block::Heading { text, .. } => sentence(name, text),
            Block::Paragraph(text) | Block::Note(text) => {
                sentence(name, text);
                assert!(text.ends_with('。'), "{name}: a paragraph ends with a full stop: {text}");
            }
            Block::Table(content) => table(name, content),
            Block::Chart(chart) => {
                for text in [&chart.title, &chart.subtitle, &chart.alt] {
                    sentence(name, text);
                    assert!(!text.is_empty(), "{name}: chart {} without words", chart.id);
                }
                assert!(!chart.title.ends_with('。') && chart.alt.ends_with('。'), "{name}: {}", chart.title);
            }
        }
    }
    if let Some(content) = &report.summary {
        table(name, content);
    }
    assert_eq!(report.attachments.len(), report.annexes.len(), "{name}: attachments are those that follow");
    for attachment in &report.attachments {
        assert!(!attachment.ends_with(['。', '；', '，']), "{name}: no punctuation after {attachment}");
    }
}

/// Checks the text of a letter, which may end in blanks.
pub fn prose(name: &str, body: &[Block]) {
    headings(name, body);
    for block in body {
        if let Block::Paragraph(text) = block {
            sentence(name, text);
            assert!(text.ends_with('。'), "{name}: {text}");
        }
    }
}

fn sentence(name: &str, text: &str) {
    // Names from data may contain anything; this situation is made of them.
    if name == "odd_names" {
        return;
    }
    for fault in FAULTS {
        assert!(!text.contains(fault), "{name}: “{fault}” in “{text}”");
    }
}

fn table(name: &str, table: &Table) {
    assert!(!table.rows.is_empty() && !table.columns.is_empty(), "{name}: {} is empty", table.id);
    for row in &table.rows {
        assert_eq!(row.len(), table.columns.len(), "{name}: {} has ragged rows", table.id);
    }
    let mut labels: Vec<&str> = table.columns.iter().map(|column| column.label.as_str()).collect();
    labels.sort_unstable();
    labels.dedup();
    assert_eq!(labels.len(), table.columns.len(), "{name}: {} has a label twice", table.id);
    assert!(table.notes.iter().all(|note| note.ends_with('。')), "{name}: notes of {} are sentences", table.id);
}

/// 一、二、… without a gap, and never two headings of one level with nothing between.
fn headings(name: &str, body: &[Block]) {
    const NUMERALS: [&str; 6] = ["一、", "二、", "三、", "四、", "五、", "六、"];
    let tops: Vec<&String> = body
        .iter()
        .filter_map(|block| match block {
            Block::Heading { level: 1, text } => Some(text),
            _ => None,
        })
        .collect();
    for (top, numeral) in tops.iter().zip(NUMERALS) {
        assert!(top.starts_with(numeral), "{name}: {top} should begin with {numeral}");
    }
    for pair in body.windows(2) {
        if let [Block::Heading { level, text }, Block::Heading { level: next, .. }] = pair {
            assert!(next > level, "{name}: nothing under {text}");
        }
    }
}
