//! `tongbao publicity`: the weekly public list with the names to take down, as workbook, csv and page.
//!
//! The list is public: names of people are masked unless `--personal` is given, which the manifest records.

use super::{
    Setting, Status, manifest,
    publish::{Piece, Ready},
    view::{self, View},
};
use crate::{
    document::{
        html,
        text::csv::{self, BYTE_ORDER_MARK, Header},
        xlsx::{self, Book, Leaf},
    },
    domain::{Date, table::Table},
    error::Result,
    indicator::engine::Engine,
    report::publicity,
    store::Snapshot,
    workspace::Workspace,
};

/// The query of what is shown.
const LIST: &str = "public_list";
/// The query of what comes off.
const TAKE_DOWN: &str = "public_take_down";

/// Writes `out/publicity/<T>/`.
///
/// # Errors
/// Nothing was ever sent; the folder cannot be written.
pub fn run(as_of: Option<Date>, setting: &Setting) -> Result<Status> {
    let view = View::of_queries(setting, as_of, setting.names(), &[LIST, TAKE_DOWN])?;
    let engine = view.engine();
    let source = Source { workspace: &view.workspace, snapshot: &view.snapshot, as_of: view.as_of };
    make(&engine, &source, setting)?.publish(&setting.console)?;
    Ok(Status::Done)
}

/// Where the list comes from.
pub(super) struct Source<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// The version of the store that was read.
    pub snapshot: &'a Snapshot,
    /// T.
    pub as_of: Date,
}

/// Makes the folder from tables that are already there, masked as they are.
pub(super) fn make(engine: &dyn Engine, source: &Source<'_>, setting: &Setting) -> Result<Ready> {
    let list = listed(engine, source)?;
    let take_down = taken_down(engine, source)?;
    let (shown, gone) = (list.rows.len(), take_down.rows.len());
    let mut pieces = dress(list, take_down, source, setting)?;
    pieces.push(manifest::piece(&origin(source, setting), &pieces)?);
    let target = setting.out_dir(source.workspace).join("publicity").join(source.as_of.to_string());
    let news = vec![
        format!("{} 一期：公示 {shown} 条，应撤下 {gone} 条。", source.as_of),
        "  csv 用 WPS 或 Excel 打开时，统一社会信用代码一列请按“文本”导入，否则末几位会变成 0。".to_owned(),
        format!("已写入 {}", target.display()),
    ];
    Ok(Ready { target, pieces, news })
}

fn listed(engine: &dyn Engine, source: &Source<'_>) -> Result<Table> {
    let columns = ["county_name", "name", "uscc", "ledger_name", "record_count", "authority"];
    let list = view::pick(engine.named(LIST)?, &columns);
    let notes = vec![source.workspace.config.documents.objection.clone()];
    let title = format!("{}公示名单", source.workspace.config.campaign.name);
    Ok(Table { title, unit: format!("截止日 {}　共 {} 条", source.as_of, list.rows.len()), notes, ..list })
}

fn taken_down(engine: &dyn Engine, source: &Source<'_>) -> Result<Table> {
    let columns = ["county_name", "name", "uscc", "ledger_name", "status_name"];
    let list = view::pick(engine.named(TAKE_DOWN)?, &columns);
    Ok(Table { unit: format!("截止日 {}　共 {} 条", source.as_of, list.rows.len()), ..list })
}

fn dress(list: Table, take_down: Table, source: &Source<'_>, setting: &Setting) -> Result<Vec<Piece>> {
    let config = &source.workspace.config;
    let text = |table: &Table| format!("{BYTE_ORDER_MARK}{}", csv::csv(table, Header::Labels, config.rounding));
    let (listed, gone) = (text(&list), text(&take_down));
    let leaf = |name: &str, table: Table| Leaf { name: name.to_owned(), table, ..Leaf::default() };
    let book = Book {
        title: list.title.clone(),
        subject: config.campaign.name.clone(),
        author: config.office.name.clone(),
        date: setting.date.unwrap_or(source.as_of),
        marking: config.documents.marking.clone(),
        rounding: config.rounding,
        leaves: vec![leaf("公示名单", list), leaf("应撤下名单", take_down)],
    };
    let workbook = xlsx::write(&book)?;
    // A province's list has 40,000 rows: the page takes the tables back from the workbook.
    let mut tables = book.leaves.into_iter().map(|leaf| leaf.table);
    let (list, take_down) = (tables.next().unwrap_or_default(), tables.next().unwrap_or_default());
    let dates = (source.as_of, setting.date.unwrap_or(source.as_of));
    let page = html::write(&publicity::publicity(list, take_down, config, dates), &|_| String::new())?;
    Ok(vec![
        ("公示名单.xlsx".to_owned(), workbook),
        ("公示名单.csv".to_owned(), listed.into_bytes()),
        ("应撤下名单.csv".to_owned(), gone.into_bytes()),
        ("公示名单.html".to_owned(), page.into_bytes()),
    ])
}

fn origin<'a>(source: &Source<'a>, setting: &Setting) -> manifest::Origin<'a> {
    manifest::Origin {
        command: "publicity",
        store_version: source.snapshot.version,
        options: vec![
            ("as_of", source.as_of.to_string().into()),
            ("date", setting.date.unwrap_or(source.as_of).to_string().into()),
            ("personal", setting.personal.into()),
        ],
        workspace: source.workspace,
        submissions: source.snapshot.in_force().filter(|one| one.slot.as_of <= source.as_of).collect(),
        fonts: Vec::new(),
    }
}
