//! A report as plain text, for goldens and for searching.

use tongbao::{
    domain::{rate::Rounding, table::Table},
    report::{Block, Chart, ChartKind, Report},
};

pub fn text(report: &Report) -> String {
    let mut lines = Vec::new();
    lines.push(format!("[{}] {}", report.marking, report.mark));
    lines.push(report.number.clone());
    lines.extend(report.title.iter().map(|line| format!("= {line}")));
    lines.push(report.addressees.clone());
    if let Some(summary) = &report.summary {
        table(summary, report.rounding, &mut lines);
    }
    blocks(&report.body, report.rounding, &mut lines);
    lines.extend(report.attachments.iter().enumerate().map(|(at, name)| format!("附件：{}.{name}", at + 1)));
    let signature = &report.signature;
    lines.push(format!("{}  {}{}", signature.name, signature.date, if signature.sealed { "（印）" } else { "" }));
    lines.push(report.contact.clone());
    lines.extend(
        report
            .imprint
            .iter()
            .map(|imprint| format!("抄送：{}。 {} {}", imprint.copies_to, imprint.office, imprint.date)),
    );
    for annex in &report.annexes {
        lines.push(format!("---- {}{} {}", annex.label, if annex.landscape { "（横）" } else { "" }, annex.title));
        blocks(&annex.blocks, report.rounding, &mut lines);
    }
    lines.join("\n") + "\n"
}

/// Title, first-page table and body, without signature and attachments.
pub fn body(report: &Report) -> String {
    let mut lines = report.title.clone();
    if let Some(summary) = &report.summary {
        table(summary, report.rounding, &mut lines);
    }
    blocks(&report.body, report.rounding, &mut lines);
    lines.join("\n")
}

pub fn blocks(blocks: &[Block], rounding: Rounding, lines: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Heading { level, text } => lines.push(format!("\n{} {text}", "#".repeat(usize::from(*level)))),
            Block::Paragraph(text) => lines.push(format!("    {text}")),
            Block::Note(text) => lines.push(format!("    > {text}")),
            Block::Table(content) => table(content, rounding, lines),
            Block::Chart(content) => chart(content, lines),
        }
    }
}

pub fn table(table: &Table, rounding: Rounding, lines: &mut Vec<String>) {
    lines.push(format!("  [表 {}] {}（{}）", table.id, table.title, table.unit));
    let labels: Vec<&str> = table.columns.iter().map(|column| column.label.as_str()).collect();
    lines.push(format!("  | {} |", labels.join(" | ")));
    for (at, row) in table.rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|cell| cell.text(rounding)).collect();
        lines.push(format!("  {} {} |", if table.totals.contains(&at) { "‖" } else { "|" }, cells.join(" | ")));
    }
    lines.extend(table.notes.iter().map(|note| format!("  注：{note}")));
}

fn chart(chart: &Chart, lines: &mut Vec<String>) {
    lines.push(format!("  [图 {}] {}（{}）", chart.id, chart.title, chart.subtitle));
    let content = match &chart.kind {
        ChartKind::Bars { bars, marks } => {
            let bars = bars.iter().map(|bar| format!("{} {}", bar.label, bar.text));
            bars.chain(marks.iter().map(|mark| mark.label.clone())).collect::<Vec<_>>().join("；")
        }
        ChartKind::Lines { categories, series, target } => {
            let lines = series.iter().map(|line| format!("{}：{}", line.name, line.texts.join(" ").trim_end()));
            format!(
                "{}；{}；{:?}",
                categories.join(" "),
                lines.collect::<Vec<_>>().join("；"),
                target.as_ref().map(|t| &t.1)
            )
        }
        ChartKind::Stacked { parts, bars } => {
            let bars: Vec<String> = bars.iter().map(|(name, counts)| format!("{name} {counts:?}")).collect();
            format!("{}：{}", parts.join("/"), bars.join("；"))
        }
        ChartKind::Funnel { steps } => {
            steps.iter().map(|(name, count, share)| format!("{name} {count} {share}")).collect::<Vec<_>>().join("；")
        }
        ChartKind::Heat { rows, columns, cells } => {
            let line = |(name, cells): (&String, &Vec<Option<u64>>)| {
                let cells: Vec<String> =
                    cells.iter().map(|cell| cell.map_or("·".into(), |count| count.to_string())).collect();
                format!("{name} {}", cells.join(" "))
            };
            format!("{}；{}", columns.join("/"), rows.iter().zip(cells).map(line).collect::<Vec<_>>().join("；"))
        }
    };
    lines.push(format!("  {content}"));
    lines.push(format!("  alt：{}", chart.alt));
}
