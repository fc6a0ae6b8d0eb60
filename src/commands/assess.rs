//! `tongbao assess`: the package for the assessments: scores by county, the figures and entries behind them, as a workbook and as
//! JSON.
#![expect(clippy::disallowed_methods, reason = "writes the schemes that the program carries into the workspace")]

use std::{collections::BTreeSet, fs};

use super::{Setting, Status, figures, figures::Prepared, manifest, publish, publish::Piece};
use crate::{
    assess::{
        self, Assessed, Scheme, json,
        scheme::{built_in, schemes},
        score::Results,
        sheets::{self, Material},
    },
    document::xlsx::{self, Book, Leaf},
    error::{Error, Result},
    indicator::{catalogue::Catalogue, engine::Engine, engine::Local},
};

/// Name of the folder under the month's, and of the workspace's own schemes.
const FOLDER: &str = "assess";

/// Makes the package of a month.
///
/// # Errors
/// A scheme that is not right; nothing was sent for the month; figures that do not reconcile.
pub fn run(month: &str, setting: &Setting) -> Result<Status> {
    let workspace = setting.workspace()?;
    // A wrong scheme is told before anything is opened.
    let schemes = schemes(&workspace.assess, &Catalogue::new(&workspace.queries)?)?;
    let snapshot = setting.store(&workspace)?.snapshot(setting.at)?;
    let period = figures::period(&snapshot, month)?;
    let (asked, evidence) = (asked(&schemes), evidence(&schemes));
    let prepared = figures::prepared(workspace, snapshot, period, asked.union(&evidence).copied(), setting)?;
    let config = &prepared.workspace.config;
    // Counts name nobody; the lists travel with the package and are masked unless the office says otherwise.
    let results = answers(&asked, &prepared, true)?;
    let evidence = answers(&evidence, &prepared, setting.personal)?;
    let assessed =
        schemes.iter().map(|one| assess::score::assess(one, &results, config)).collect::<Result<Vec<_>>>()?;
    let head = json::Head { period: &prepared.period, basis: config.campaign.basis, rounding: config.rounding };
    let mut pieces: Vec<Piece> = vec![
        ("考核材料.xlsx".to_owned(), workbook(&assessed, &evidence, &prepared)?),
        ("assess.json".to_owned(), json::assess(&assessed, &evidence, &head).into_bytes()),
    ];
    pieces.push(manifest::piece(&origin(&prepared, setting), &pieces)?);
    let target = setting.out_dir(&prepared.workspace).join(&prepared.period.month).join(FOLDER);
    publish::folder(&target, &pieces)?;
    setting.console.say(&format!("考核材料已写入 {}", target.display()));
    if schemes.iter().any(|scheme| scheme.example) {
        setting.console.say(&format!("  注意：{}（在工作区 {FOLDER}/ 里改）。", assess::EXAMPLE));
    }
    Ok(Status::Done)
}

/// Writes the schemes that the program carries into the workspace, for the office to change; those that are there stay.
///
/// # Errors
/// The folder cannot be written.
pub fn copy(setting: &Setting) -> Result<Status> {
    let dir = setting.workspace()?.root.join(FOLDER);
    let cannot = |cause: std::io::Error| {
        Error::failed(format!("写不了 {}：{cause}。", dir.display()))
            .remedy("检查写入权限和磁盘空间。")
            .caused_by(cause)
    };
    fs::create_dir_all(&dir).map_err(cannot)?;
    for (name, text) in built_in() {
        let path = dir.join(name);
        if path.exists() {
            setting.console.say(&format!("  已有，没有动：{}", path.display()));
        } else {
            publish::file(&path, text.as_bytes())?;
            setting.console.say(&format!("  已写入：{}", path.display()));
        }
    }
    Ok(Status::Done)
}

/// The queries that the formulas name, and the one that tells who has tasks.
fn asked(schemes: &[Scheme]) -> BTreeSet<&str> {
    let named = schemes.iter().flat_map(Scheme::figures).map(|(_, figure)| figure.query.as_str());
    named.chain([assess::TASKS]).collect()
}

fn evidence(schemes: &[Scheme]) -> BTreeSet<&str> {
    schemes.iter().flat_map(|scheme| &scheme.indicators).filter_map(|one| one.evidence.as_deref()).collect()
}

/// What the queries answer; personal data only where `personal`.
fn answers(names: &BTreeSet<&str>, prepared: &Prepared, personal: bool) -> Result<Results> {
    let tables = if personal { prepared.tables.clone() } else { prepared.tables.masked() };
    let engine = Local::new(&tables, &prepared.catalogue);
    names.iter().map(|name| Ok(((*name).to_owned(), engine.named(name)?))).collect()
}

fn workbook(assessed: &[Assessed], evidence: &Results, prepared: &Prepared) -> Result<Vec<u8>> {
    let config = &prepared.workspace.config;
    let sheets = sheets::sheets(&Material {
        schemes: assessed,
        evidence,
        catalogue: &prepared.catalogue,
        config,
        first_row: xlsx::FIRST_ROW,
    });
    let leaf = |sheet: sheets::Sheet| Leaf {
        name: sheet.name,
        landscape: sheet.table.columns.len() > 7,
        table: sheet.table,
        formulas: sheet.formulas,
        ..Leaf::default()
    };
    xlsx::write(&Book {
        title: format!("{}考核材料", crate::report::words::month(&prepared.period.month)),
        subject: config.campaign.name.clone(),
        author: config.office.name.clone(),
        date: prepared.date,
        marking: config.documents.marking.clone(),
        rounding: config.rounding,
        leaves: sheets.into_iter().map(leaf).collect(),
    })
}

fn origin<'a>(prepared: &'a Prepared, setting: &Setting) -> manifest::Origin<'a> {
    let options = vec![
        ("month", prepared.period.month.clone().into()),
        ("date", prepared.date.to_string().into()),
        ("personal", setting.personal.into()),
    ];
    prepared.origin("assess", options, Vec::new())
}
