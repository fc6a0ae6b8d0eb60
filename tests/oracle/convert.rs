//! A world as the program's own types: configuration, submissions, history.

use chrono::NaiveDate;
use polars::prelude::*;
use tongbao::domain::{
    config::{Basis, Config},
    ledger::Ledger,
    submission::{RowCounts, Slot, Standing, Submission},
};

use super::world::{Row, Table, World};

/// The configuration of a world.
pub fn config(world: &World) -> Config {
    let counties: Vec<_> = world
        .units
        .iter()
        .map(|unit| serde_json::json!({"code": unit.code, "name": unit.name, "group": unit.group, "short": unit.name}))
        .collect();
    let departments: Vec<_> = world.departments.iter().map(|name| serde_json::json!({"name": name})).collect();
    let mut config: Config = serde_json::from_value(serde_json::json!({
        "city": "示例市",
        "office": {"name": "示例市信用办", "short": "市信用办", "addressees": "各县（市、区）"},
        "campaign": {
            "name": "示例治理",
            "first_week": world.first_week.to_string(),
            "targets": {"interviews": world.interviews_by.to_string(), "exits": world.exits_by.to_string()},
        },
        "counties": counties,
        "departments": departments,
    }))
    .expect("a configuration");
    config.campaign.basis = if world.exits_as_claimed { Basis::Claimed } else { Basis::Verified };
    config
}

/// Every table as a submission, replaced and withdrawn ones too.
pub fn submissions(world: &World) -> Vec<Submission> {
    (0..world.tables.len()).map(|index| submission(world, index)).collect()
}

fn submission(world: &World, index: usize) -> Submission {
    let table = &world.tables[index];
    let standing = match (world.in_force(index), table.withdrawn) {
        (true, _) => Standing::InForce,
        (false, true) => Standing::Withdrawn,
        (false, false) => Standing::Superseded,
    };
    let ledger = Ledger::from_code(&table.ledger).expect("a ledger");
    Submission {
        slot: Slot { county: table.county.clone(), ledger, as_of: table.week },
        id: index.to_string(),
        standing,
        supplementary: false,
        revision: 0,
        file: table.file.clone(),
        sheet: table.sheet.clone(),
        sha256: String::new(),
        rows: RowCounts { read: count(table), kept: count(table), ..RowCounts::default() },
        received_at: String::new(),
        received_by: String::new(),
    }
}

fn count(table: &Table) -> u32 {
    u32::try_from(table.rows.len()).expect("a small table")
}

/// The rows of all tables in force, table by table in order of arrival.
pub fn history(world: &World) -> DataFrame {
    let in_force = (0..world.tables.len()).filter(|index| world.in_force(*index));
    history_of(world, &in_force.collect::<Vec<_>>())
}

/// The rows of these tables, in this order.
pub fn history_of(world: &World, tables: &[usize]) -> DataFrame {
    let rows: Vec<(usize, &Table, &Row)> = tables
        .iter()
        .flat_map(|index| world.tables[*index].rows.iter().map(move |row| (*index, &world.tables[*index], row)))
        .collect();
    let mut columns = about_the_table(&rows);
    columns.extend(about_the_firm(&rows));
    columns.extend(about_the_steps(&rows));
    DataFrame::new(rows.len(), columns).expect("columns of one length")
}

type Rows<'a> = [(usize, &'a Table, &'a Row)];

fn text<'a>(name: &str, rows: &Rows<'a>, value: impl Fn(&'a Table, &'a Row) -> Option<&'a str>) -> Column {
    Column::new(name.into(), rows.iter().map(|(_, table, row)| value(table, row)).collect::<Vec<Option<&str>>>())
}

fn number(name: &str, rows: &Rows, value: impl Fn(&Table, &Row) -> Option<u32>) -> Column {
    let values = rows.iter().map(|(_, table, row)| value(table, row).map(i64::from));
    Column::new(name.into(), values.collect::<Vec<Option<i64>>>())
}

fn date(name: &str, rows: &Rows, value: impl Fn(&Table, &Row) -> Option<NaiveDate>) -> Column {
    Column::new(name.into(), rows.iter().map(|(_, table, row)| value(table, row)).collect::<Vec<Option<NaiveDate>>>())
}

fn truth(name: &str, rows: &Rows, value: impl Fn(&Table, &Row) -> Option<bool>) -> Column {
    Column::new(name.into(), rows.iter().map(|(_, table, row)| value(table, row)).collect::<Vec<Option<bool>>>())
}

fn about_the_table(rows: &Rows) -> Vec<Column> {
    let ids = rows.iter().map(|(index, ..)| index.to_string()).collect::<Vec<_>>();
    vec![
        Column::new("submission_id".into(), ids),
        date("as_of", rows, |table, _| Some(table.week)),
        text("ledger", rows, |table, _| Some(&table.ledger)),
        text("county", rows, |table, _| Some(&table.county)),
        text("source_file", rows, |table, _| Some(&table.file)),
        text("source_sheet", rows, |table, _| Some(&table.sheet)),
        number("source_row", rows, |_, row| Some(row.line)),
        number("uscc_column", rows, |table, _| Some(table.code_column)),
        number("name_column", rows, |table, _| Some(table.name_column)),
    ]
}

fn about_the_firm(rows: &Rows) -> Vec<Column> {
    let letters: Vec<Option<String>> = rows.iter().map(|(.., row)| row.industry.map(String::from)).collect();
    vec![
        text("name", rows, |_, row| row.name.as_deref()),
        text("uscc", rows, |_, row| row.code.as_deref()),
        text("uscc_written", rows, |_, row| row.written.as_deref()),
        text("legal_rep", rows, |_, _| None),
        Column::new("industry".into(), letters),
        text("department", rows, |_, row| row.department.as_deref()),
        text("authority", rows, |_, _| None),
        number("record_count", rows, |_, row| Some(row.records)),
        number("public_count", rows, |_, row| row.on_display),
        date("latest_record", rows, |_, _| None),
    ]
}

fn about_the_steps(rows: &Rows) -> Vec<Column> {
    vec![
        text("contact", rows, |_, row| row.contact.as_deref()),
        text("exclusion", rows, |_, row| row.exclusion.as_deref()),
        text("exclusion_ref", rows, |_, row| row.exclusion_ref.as_deref()),
        date("interviewed", rows, |_, row| row.interviewed),
        truth("interviewed_assumed", rows, |_, _| Some(false)),
        date("pledged", rows, |_, row| row.pledged),
        truth("pledged_assumed", rows, |_, _| Some(false)),
        date("pledge_published", rows, |_, _| None),
        date("guided", rows, |_, _| None),
        truth("guided_assumed", rows, |_, _| Some(false)),
        date("supervised", rows, |_, row| row.supervised),
        truth("supervised_assumed", rows, |_, _| Some(false)),
        date("repair_applied", rows, |_, _| None),
        date("repaired", rows, |_, row| row.repaired),
        truth("exit_claimed", rows, |_, row| row.claimed),
        date("exit_date", rows, |_, _| None),
        text("exit_route", rows, |_, _| None),
        date("pledge_checked", rows, |_, _| None),
        truth("pledge_kept", rows, |_, _| None),
        text("remark", rows, |_, _| None),
    ]
}
