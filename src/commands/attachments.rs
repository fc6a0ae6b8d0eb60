//! The bulletin's workbook (通报附表): its tables as native tables with charts, and the lists behind them.

use super::figures::Prepared;
use crate::{
    document::xlsx::{self, Book, Leaf, NativeChart, Shape},
    domain::{
        rate::{Rate, Rounding},
        table::{Table, Value},
    },
    error::Result,
    report::{BulletinFacts, NoticeFacts, tables, task_list},
};

/// The workbook; names of sole traders are masked unless `personal`.
pub(super) fn workbook(
    prepared: &Prepared,
    facts: &BulletinFacts,
    entries: &NoticeFacts,
    personal: bool,
) -> Result<Vec<u8>> {
    let config = &prepared.workspace.config;
    let sheet = |table| leaf(table, config.rounding);
    let mut leaves: Vec<Leaf> = tables::attachments(facts, config).into_iter().map(sheet).collect();
    leaves.push(sheet(task_list::remaining_entries(entries, config, personal)));
    leaves.push(sheet(titled(prepared.table("findings_by_county_code")?, "各县（市、区）数据质量问题")));
    leaves.push(sheet(titled(prepared.table("weekly")?, "每周进度")));
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

/// A query's result under this title, without the codes whose words stand beside them.
fn titled(table: Table, title: &str) -> Table {
    Table { title: title.to_owned(), ..table.without_hidden() }
}

fn leaf(table: Table, rounding: Rounding) -> Leaf {
    let charts = charts(&table, rounding);
    Leaf {
        name: table.title.clone(),
        // A chart below its table fills an upright page.
        landscape: table.columns.len() > 7 && charts.is_empty(),
        charts,
        alarm: "逾期".to_owned(),
        table,
        ..Leaf::default()
    }
}

/// Charts over the sheet's own columns, where they say something.
fn charts(table: &Table, rounding: Rounding) -> Vec<NativeChart> {
    let has = |names: &[&str]| names.iter().all(|name| table.column(name).is_some());
    let chart = |title: &str, shape, labels: &str, values: &[&str]| NativeChart {
        title: title.to_owned(),
        alt: format!("{title}：{}。数据见本表。", table.title),
        shape,
        labels: labels.to_owned(),
        values: values.iter().map(|name| (*name).to_owned()).collect(),
    };
    if has(&["as_of", "exited", "remaining"]) {
        return vec![chart(&weekly_finding(table), Shape::Lines, "as_of", &["exited", "remaining"])];
    }
    let label = ["county_name", "industry_name", "department", "ledger_name"].into_iter().find(|name| has(&[name]));
    match label {
        Some(label) if has(&["exit_rate", "governed"]) => {
            vec![chart(&rate_finding(table, label, rounding), Shape::Bars, label, &["exit_rate"])]
        }
        Some(_) | None => Vec::new(),
    }
}

/// `累计退出374条，尚有211条未退出`: the last week of the table.
fn weekly_finding(table: &Table) -> String {
    let last = |name| table.column(name).and_then(|at| table.rows.last()?.get(at));
    match (last("exited"), last("remaining")) {
        (Some(Value::Int(out)), Some(Value::Int(left))) => format!("累计退出{out}条，尚有{left}条未退出"),
        _ => "每周退出与未退出".to_owned(),
    }
}

/// `退出率：滑县最高（100.00%），安阳县最低（43.53%）`; where several share an end, how many.
fn rate_finding(table: &Table, label: &str, rounding: Rounding) -> String {
    let (Some(label), Some(rate)) = (table.column(label), table.column("exit_rate")) else {
        return "退出率".to_owned();
    };
    let body = table.rows.len() - table.totals.len();
    let mut rates: Vec<(&Rate, &Value)> = table.rows[..body]
        .iter()
        .filter_map(|row| if let Value::Rate(rate) = &row[rate] { Some((rate, &row[label])) } else { None })
        .filter(|(rate, _)| rate.units(rounding).is_some())
        .collect();
    rates.sort_by_key(|(rate, _)| rate.units(rounding));
    let (Some((lowest, _)), Some((highest, _))) = (rates.first(), rates.last()) else { return "退出率".to_owned() };
    let (lowest, highest) = (lowest.text(rounding), highest.text(rounding));
    if lowest == highest {
        return format!("退出率均为{lowest}");
    }
    let at = |end: &str| -> String {
        let there: Vec<String> =
            rates.iter().filter(|(rate, _)| rate.text(rounding) == end).map(|(_, name)| name.text(rounding)).collect();
        if there.len() > 2 { format!("{}等{}个", there[0], there.len()) } else { there.join("、") }
    };
    format!("退出率：{}最高（{highest}），{}最低（{lowest}）", at(&highest), at(&lowest))
}
