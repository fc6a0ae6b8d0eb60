//! The bulletin's workbook (通报附表): its tables as native tables with charts, and the lists behind them.

use super::figures::Prepared;
use crate::{
    document::xlsx::{self, Book, Leaf, NativeChart, Shape},
    domain::table::Table,
    error::Result,
    report::{BulletinFacts, NoticeFacts, tables, task_list},
};

/// The workbook; names of sole traders are masked unless `personal`.
pub(super) fn workbook(prepared: &Prepared, facts: &BulletinFacts, entries: &NoticeFacts, personal: bool) -> Result<Vec<u8>> {
    let config = &prepared.workspace.config;
    let mut leaves: Vec<Leaf> = tables::attachments(facts, config).into_iter().map(leaf).collect();
    leaves.push(leaf(task_list::remaining_entries(entries, config, personal)));
    leaves.push(leaf(titled(prepared.table("findings_by_county_code")?, "各县（市、区）数据质量问题")));
    leaves.push(leaf(titled(prepared.table("weekly")?, "每周进度")));
    xlsx::write(&Book {
        title: format!("{}通报附表", crate::report::words::month(&prepared.period.month)),
        subject: config.campaign.name.clone(),
        author: config.office.name.clone(),
        date: prepared.date,
        marking: config.documents.marking.clone(),
        rounding: config.rounding,
        leaves,
    })
}

fn titled(table: Table, title: &str) -> Table {
    Table { title: title.to_owned(), ..table }
}

fn leaf(table: Table) -> Leaf {
    Leaf {
        name: table.title.clone(),
        landscape: table.columns.len() > 7,
        charts: charts(&table),
        alarm: "逾期".to_owned(),
        table,
        ..Leaf::default()
    }
}

/// Charts over the sheet's own columns, where they say something.
fn charts(table: &Table) -> Vec<NativeChart> {
    let has = |names: &[&str]| names.iter().all(|name| table.column(name).is_some());
    let chart = |title: &str, shape, labels: &str, values: &[&str]| NativeChart {
        title: title.to_owned(),
        alt: format!("{title}：{}。数据见本表。", table.title),
        shape,
        labels: labels.to_owned(),
        values: values.iter().map(|name| (*name).to_owned()).collect(),
    };
    if has(&["as_of", "exited", "remaining"]) {
        return vec![chart("每周退出与未退出", Shape::Lines, "as_of", &["exited", "remaining"])];
    }
    let label = ["county_name", "industry_name", "department", "ledger_name"].into_iter().find(|name| has(&[name]));
    match label {
        Some(label) if has(&["exit_rate", "governed"]) => vec![chart("退出率", Shape::Bars, label, &["exit_rate"])],
        Some(_) | None => Vec::new(),
    }
}
