//! `tongbao publicity`: the weekly public list with the names to take down, as workbook, csv and page.
//!
//! The list is public: names of people are masked unless `--personal` is given, which the manifest records.

use super::{
    Setting, Status, manifest, publish,
    publish::Piece,
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
    report::publicity,
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
    let list = listed(&view)?;
    let take_down = taken_down(&view)?;
    let (shown, gone) = (list.rows.len(), take_down.rows.len());
    let mut pieces = dress(list, take_down, &view, setting)?;
    pieces.push(manifest::piece(&origin(&view, setting), &pieces)?);
    let target = setting.out_dir(&view.workspace).join("publicity").join(view.as_of.to_string());
    publish::folder(&target, &pieces)?;
    let console = &setting.console;
    console.say(&format!("{} 一期：公示 {shown} 条，应撤下 {gone} 条。", view.as_of));
    console.say("  csv 用 WPS 或 Excel 打开时，统一社会信用代码一列请按“文本”导入，否则末几位会变成 0。");
    console.say(&format!("已写入 {}", target.display()));
    Ok(Status::Done)
}

fn listed(view: &View) -> Result<Table> {
    let columns = ["county_name", "name", "uscc", "ledger_name", "record_count", "authority"];
    let list = view::pick(&view.named(LIST, &[])?, &columns);
    let notes = vec![view.workspace.config.documents.objection.clone()];
    let title = format!("{}公示名单", view.workspace.config.campaign.name);
    Ok(Table { title, unit: format!("截止日 {}　共 {} 条", view.as_of, list.rows.len()), notes, ..list })
}

fn taken_down(view: &View) -> Result<Table> {
    let columns = ["county_name", "name", "uscc", "ledger_name", "status_name"];
    let list = view::pick(&view.named(TAKE_DOWN, &[])?, &columns);
    Ok(Table { unit: format!("截止日 {}　共 {} 条", view.as_of, list.rows.len()), ..list })
}

fn dress(list: Table, take_down: Table, view: &View, setting: &Setting) -> Result<Vec<Piece>> {
    let config = &view.workspace.config;
    let text = |table: &Table| format!("{BYTE_ORDER_MARK}{}", csv::csv(table, Header::Labels, config.rounding));
    let leaf = |name: &str, table: &Table| Leaf { name: name.to_owned(), table: table.clone(), ..Leaf::default() };
    let book = xlsx::write(&Book {
        title: list.title.clone(),
        subject: config.campaign.name.clone(),
        author: config.office.name.clone(),
        date: setting.date.unwrap_or(view.as_of),
        marking: config.documents.marking.clone(),
        rounding: config.rounding,
        leaves: vec![leaf("公示名单", &list), leaf("应撤下名单", &take_down)],
    })?;
    let (listed, gone) = (text(&list), text(&take_down));
    let dates = (view.as_of, setting.date.unwrap_or(view.as_of));
    let page = html::write(&publicity::publicity(list, take_down, config, dates), &|_| String::new())?;
    Ok(vec![
        ("公示名单.xlsx".to_owned(), book),
        ("公示名单.csv".to_owned(), listed.into_bytes()),
        ("应撤下名单.csv".to_owned(), gone.into_bytes()),
        ("公示名单.html".to_owned(), page.into_bytes()),
    ])
}

fn origin<'a>(view: &'a View, setting: &Setting) -> manifest::Origin<'a> {
    manifest::Origin {
        command: "publicity",
        store_version: view.snapshot.version,
        options: vec![
            ("as_of", view.as_of.to_string().into()),
            ("date", setting.date.unwrap_or(view.as_of).to_string().into()),
            ("personal", setting.personal.into()),
        ],
        workspace: &view.workspace,
        submissions: view.snapshot.in_force().filter(|one| one.slot.as_of <= view.as_of).collect(),
        fonts: Vec::new(),
    }
}
