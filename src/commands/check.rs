//! `tongbao check`: everything that is wrong with a week, as a workbook that goes back to the counties and as JSON.

use std::{collections::BTreeMap, path::Path};

use serde::Serialize;

use super::{Setting, Status, figures, manifest, publish::Ready};
use crate::{
    document::xlsx::{self, Book, Leaf},
    domain::{
        Date,
        config::Config,
        finding::{Finding, Severity},
        row::{Choice, Row, Step},
        table::{Column, Table, Value},
    },
    error::{Error, Result},
    store::{Snapshot, Spot},
    workspace::Workspace,
};

/// Writes `out/check/<T>/` and says what is in it.
///
/// # Errors
/// Nothing was ever sent; the folder cannot be written.
pub fn run(as_of: Option<Date>, setting: &Setting) -> Result<Status> {
    let workspace = setting.workspace()?;
    let snapshot = setting.store(&workspace)?.snapshot(setting.at)?;
    let date = figures::week(&workspace.config, &snapshot, as_of)?;
    let findings = figures::findings_of_week(&workspace.config, &snapshot, date)?;
    make(&findings, date, (&workspace, &snapshot), setting)?.publish(&setting.console)?;
    let errors = findings.iter().any(|finding| finding.severity() == Severity::Error);
    Ok(if errors { Status::NeedsAttention } else { Status::Done })
}

/// Makes the folder from findings that are already there.
pub(super) fn make(
    findings: &[Finding],
    date: Date,
    (workspace, snapshot): (&Workspace, &Snapshot),
    setting: &Setting,
) -> Result<Ready> {
    let rows = neighbours(findings, snapshot, date)?;
    let mut pieces = vec![
        ("findings.json".to_owned(), json(findings)?),
        ("数据质量反馈.xlsx".to_owned(), workbook(findings, &rows, &workspace.config, date)?),
    ];
    pieces.push(manifest::piece(&origin(workspace, snapshot, date), &pieces)?);
    let target = setting.out_dir(workspace).join("check").join(date.to_string());
    let news = news(findings, date, &target);
    Ok(Ready { target, pieces, news })
}

/// The rows that the findings are about.
fn neighbours(findings: &[Finding], snapshot: &Snapshot, date: Date) -> Result<Neighbours> {
    let of_rows = findings.iter().filter(|finding| finding.row > 0);
    snapshot.rows_at(date, of_rows.map(spot).collect())
}

fn spot(finding: &Finding) -> Spot {
    (finding.file.clone(), finding.sheet.clone(), finding.row)
}

fn news(findings: &[Finding], date: Date, target: &Path) -> Vec<String> {
    let count = |severity| findings.iter().filter(|finding| finding.severity() == severity).count();
    let (errors, warnings, notices) = (count(Severity::Error), count(Severity::Warning), count(Severity::Notice));
    vec![
        format!("{date} 一期：错误 {errors} 处，警告 {warnings} 处，提示 {notices} 处。"),
        format!("已写入 {}", target.display()),
    ]
}

fn origin<'a>(workspace: &'a Workspace, snapshot: &'a Snapshot, date: Date) -> manifest::Origin<'a> {
    manifest::Origin {
        command: "check",
        store_version: snapshot.version,
        options: vec![("as_of", date.to_string().into())],
        workspace,
        submissions: snapshot.in_force().filter(|one| one.slot.as_of <= date).collect(),
        fonts: Vec::new(),
    }
}

#[derive(Serialize)]
struct Item<'a> {
    code: &'a str,
    severity: &'a str,
    county: &'a str,
    ledger: &'a str,
    as_of: Option<Date>,
    file: &'a str,
    sheet: &'a str,
    cell: String,
    value: &'a str,
    message: &'a str,
    remedy: &'a str,
}

/// `findings.json` as contract.md describes it.
fn json(findings: &[Finding]) -> Result<Vec<u8>> {
    let items: Vec<Item<'_>> = findings
        .iter()
        .map(|finding| Item {
            code: finding.code.code(),
            severity: finding.severity().code(),
            county: finding.county.as_deref().unwrap_or_default(),
            ledger: finding.ledger.map_or("", crate::domain::ledger::Ledger::code),
            as_of: finding.as_of,
            file: &finding.file,
            sheet: &finding.sheet,
            cell: finding.cell(),
            value: &finding.value,
            message: &finding.message,
            remedy: &finding.remedy,
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&items)
        .map_err(|cause| Error::failed("写不出 findings.json。").caused_by(cause))?;
    text.push('\n');
    Ok(text.into_bytes())
}

/// A sheet a county; files of nobody last.
fn workbook(findings: &[Finding], neighbours: &Neighbours, config: &Config, date: Date) -> Result<Vec<u8>> {
    let mut leaves = Vec::new();
    let units = config.counties.iter().map(|county| (Some(county.code.as_str()), county.name.as_str()));
    for (code, name) in units.chain([(None, "无法判断单位的文件")]) {
        let own: Vec<&Finding> = findings.iter().filter(|finding| finding.county.as_deref() == code).collect();
        if !own.is_empty() {
            leaves.push(leaf(name, &own, neighbours, date));
        }
    }
    if leaves.is_empty() {
        leaves.push(leaf("没有问题", &[], neighbours, date));
    }
    xlsx::write(&Book {
        title: format!("数据质量反馈（{date}）"),
        subject: "台账数据质量反馈".to_owned(),
        author: config.office.name.clone(),
        date,
        marking: config.documents.marking.clone(),
        rounding: config.rounding,
        leaves,
    })
}

/// What stands beside offending cells, by their place.
type Neighbours = BTreeMap<Spot, Row>;

fn leaf(name: &str, findings: &[&Finding], neighbours: &Neighbours, date: Date) -> Leaf {
    let columns = vec![
        Column::new("number", "序号"),
        Column::new("severity", "程度"),
        Column::new("ledger", "台账").at_most(8),
        Column::new("file", "文件").at_most(18),
        Column::new("sheet", "工作表").at_most(12),
        Column::new("cell", "单元格"),
        Column::new("value", "现在填的").at_most(16),
        Column::new("name", "该行主体名称").at_most(18),
        Column::new("uscc", "该行统一社会信用代码"),
        Column::new("beside", "该行其他填报").at_most(24),
        Column::new("message", "说明").at_most(34),
        Column::new("remedy", "怎样改").at_most(34),
        Column::new("done", "改正情况"),
    ];
    Leaf {
        name: name.to_owned(),
        table: Table {
            id: "findings".to_owned(),
            title: format!("{name}台账数据质量反馈"),
            unit: format!("截止日 {date}　共 {} 处　错误必须改正，警告请核实，提示供参考", findings.len()),
            columns,
            rows: findings.iter().enumerate().map(|(at, finding)| line(at, finding, neighbours)).collect(),
            ..Table::default()
        },
        landscape: true,
        fill_ins: vec![xlsx::FillIn::Choice {
            column: "done".to_owned(),
            options: vec!["已改正".to_owned(), "核实无误".to_owned(), "正在核实".to_owned()],
        }],
        alarm: Severity::Error.label().to_owned(),
        ..Leaf::default()
    }
}

fn line(at: usize, finding: &Finding, neighbours: &Neighbours) -> Vec<Value> {
    let text = |text: &str| if text.is_empty() { Value::Missing } else { Value::Text(text.to_owned()) };
    let row = neighbours.get(&spot(finding));
    let beside = |get: fn(&Row) -> Option<&String>| row.and_then(get).map_or(Value::Missing, |word| text(word));
    vec![
        Value::Int(i64::try_from(at + 1).unwrap_or(i64::MAX)),
        text(finding.severity().label()),
        text(finding.ledger.map_or("", crate::domain::ledger::Ledger::label)),
        text(&finding.file),
        text(&finding.sheet),
        text(&finding.cell()),
        text(&finding.value),
        beside(|row| row.name.as_ref()),
        beside(|row| row.uscc.as_ref().or(row.uscc_written.as_ref())),
        text(&row.map(beside_it).unwrap_or_default()),
        text(finding.reason()),
        text(&finding.remedy),
        Value::Missing,
    ]
}

/// What the row says besides name and code: the cells that a fault is judged by.
fn beside_it(row: &Row) -> String {
    let step = |step: Option<Step>| {
        step.map(|step| if step.assumed { "已办，日期未填".to_owned() } else { step.date.to_string() })
    };
    let cells = [
        ("失信次数", Some(row.record_count.to_string())),
        ("仍在公示", row.public_count.map(|count| count.to_string())),
        ("联系情况", row.contact.map(|contact| contact.label().to_owned())),
        ("剔除情形", row.exclusion.map(|exclusion| exclusion.label().to_owned())),
        ("约谈", step(row.interviewed)),
        ("承诺", step(row.pledged)),
        ("重点监管", step(row.supervised)),
        ("修复", row.repaired.map(|date| date.to_string())),
        ("是否退出", row.exit_claimed.map(|out| if out { "是" } else { "否" }.to_owned())),
        ("退出日期", row.exit_date.map(|date| date.to_string())),
    ];
    let told = cells.into_iter().filter_map(|(label, cell)| Some(format!("{label} {}", cell?)));
    told.collect::<Vec<_>>().join("；")
}
