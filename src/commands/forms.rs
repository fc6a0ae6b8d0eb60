//! `tongbao forms`: for each county the pledges of its entities to be interviewed, filled in, and the repair guide.
//!
//! A county's folder is a unit of its own, so that it can be handed to that county and holds no other's names.

use rayon::prelude::*;

use super::{
    Setting, Status, manifest, naming, publish,
    publish::Piece,
    unit,
    view::{Names, View},
};
use crate::{
    document::{docx, pdf::Press},
    domain::{Date, config::County, table::Table},
    error::Result,
    report::{
        Forms, Templates,
        form::{self, Firm},
    },
};

/// Name of the folder under the output folder.
const FOLDER: &str = "forms";
/// File name of the pledges without its ending; with `--each` the folder of them.
const PLEDGES: &str = "信用承诺书";
/// File name of the guide without its ending.
const GUIDE: &str = "信用修复指引";

/// What `forms` takes.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `--as-of`.
    pub as_of: Option<Date>,
    /// `--county`.
    pub county: Option<String>,
    /// `--each`: a file an entity.
    pub each: bool,
    /// PDF beside .docx.
    pub pdf: bool,
}

/// What all counties share.
struct Desk<'a> {
    view: &'a View,
    options: &'a Options,
    date: Date,
    templates: Templates,
    press: Option<Press>,
    names: docx::FontNames,
}

/// Writes `out/forms/<T>/<county>/`.
///
/// # Errors
/// Nothing was ever sent; no repair rule for the date; a template with a fault; no fonts for the PDF.
pub fn run(options: &Options, setting: &Setting) -> Result<Status> {
    let view = View::open(setting, (options.as_of, None), Names::Open)?;
    let config = &view.workspace.config;
    let counties = match &options.county {
        Some(word) => vec![unit(config, word)?],
        None => config.counties.iter().collect(),
    };
    let desk = Desk {
        view: &view,
        options,
        date: setting.date.unwrap_or(view.as_of),
        templates: Templates::new(view.workspace.reports.iter().cloned()),
        press: if options.pdf { Some(Press::new(&setting.fonts(&view.workspace)?)) } else { None },
        names: super::docx_names(config),
    };
    let firms = Firm::from_table(&view.named("pledges_due", &[])?)?;
    let guide = guide(&desk)?;
    let target = setting.out_dir(&view.workspace).join(FOLDER).join(view.as_of.to_string());
    let bar = setting.console.progress("正在备承诺书", counties.len());
    let folders = counties.par_iter().map(|county| {
        let pieces = folder(&desk, county, &firms, &guide)?;
        bar.inc(1);
        Ok((*county, pieces))
    });
    // Everything is made before anything is exchanged: a face that any of the papers needed stands in every manifest.
    let folders = folders.collect::<Result<Vec<(&County, Vec<Piece>)>>>()?;
    bar.finish_and_clear();
    for (county, mut pieces) in folders {
        pieces.push(manifest::piece(&origin(&desk, county), &pieces)?);
        publish::folder(&target.join(naming::safe_name(&county.name)), &pieces)?;
    }
    tell(&desk, &counties, &firms, setting)?;
    setting.console.say(&format!("已写入 {}", target.display()));
    Ok(Status::Done)
}

fn guide(desk: &Desk<'_>) -> Result<Vec<Piece>> {
    let guide = form::guide(desk.date, &desk.view.workspace.config, &desk.templates)?;
    dress(GUIDE, &guide, desk)
}

/// Everything that lies in a county's folder but its manifest.
fn folder(desk: &Desk<'_>, county: &County, firms: &[Firm], guide: &[Piece]) -> Result<Vec<Piece>> {
    let own: Vec<Firm> = firms.iter().filter(|firm| firm.county == county.code).cloned().collect();
    let pledges = form::pledges(county, &own, desk.date, &desk.view.workspace.config, &desk.templates)?;
    let mut pieces = guide.to_vec();
    if desk.options.each {
        let none = Forms { sheets: Vec::new(), ..pledges.clone() };
        for (at, sheet) in pledges.sheets.iter().enumerate() {
            // A number in front keeps apart what is called the same, and those that are called nothing.
            let name = format!("{PLEDGES}/{}", naming::safe_name(&format!("{:03}{}", at + 1, sheet.file)));
            let alone = Forms {
                title: format!("{}（{}）", sheet.title, sheet.mark),
                sheets: vec![sheet.clone()],
                ..none.clone()
            };
            pieces.extend(dress(&name, &alone, desk)?);
        }
    } else if !pledges.sheets.is_empty() {
        pieces.extend(dress(PLEDGES, &pledges, desk)?);
    }
    Ok(pieces)
}

fn dress(name: &str, forms: &Forms, desk: &Desk<'_>) -> Result<Vec<Piece>> {
    let mut pieces = vec![(format!("{name}.docx"), docx::write_forms(forms, &desk.names)?)];
    if let Some(press) = &desk.press {
        pieces.push((format!("{name}.pdf"), press.set_forms(forms)?));
    }
    Ok(pieces)
}

fn origin<'a>(desk: &'a Desk<'_>, county: &County) -> manifest::Origin<'a> {
    let view = desk.view;
    manifest::Origin {
        command: "forms",
        store_version: view.snapshot.version,
        options: vec![
            ("as_of", view.as_of.to_string().into()),
            ("county", county.code.clone().into()),
            ("alone", desk.options.county.is_some().into()),
            ("date", desk.date.to_string().into()),
            ("each", desk.options.each.into()),
            ("pdf", desk.options.pdf.into()),
        ],
        workspace: &view.workspace,
        submissions: view.snapshot.in_force().filter(|one| one.slot.as_of <= view.as_of).collect(),
        fonts: desk.press.as_ref().map_or_else(Vec::new, |press| press.fonts().used()),
    }
}

/// How many were made, who still has to be reached first, and whether anybody has confirmed the rules.
fn tell(desk: &Desk<'_>, counties: &[&County], firms: &[Firm], setting: &Setting) -> Result<()> {
    let config = &desk.view.workspace.config;
    let here = |code: &str| counties.iter().any(|county| county.code == code);
    let made = firms.iter().filter(|firm| here(&firm.county)).count();
    let unknown = counted(&desk.view.ask(UNKNOWN)?, here);
    let console = &setting.console;
    console.say(&format!("{} 一期：承诺书 {made} 份，每个县（市、区）附修复指引一份。", desk.view.as_of));
    if unknown > 0 {
        console.say(&format!("  另有 {unknown} 条未退出而联系情况未填：先核实联系情况，在经营的再约谈、承诺。"));
    }
    let rule = form::rule_on(desk.date, config)?;
    console.say(&format!("  修复规则按 {} 有效的：{}。", desk.date, rule.name));
    if !config.rules.confirmed() {
        console.say("  修复规则还没有由本单位确认：请核对 rules.toml，填好 confirmed_by。");
    }
    Ok(())
}

/// Entries that nobody has reached yet, by county.
const UNKNOWN: &str = "SELECT county, COUNT(*) AS entries FROM current \
    WHERE status = 'remaining' AND missing_all LIKE '%contact%' GROUP BY county";

fn counted(unknown: &Table, here: impl Fn(&str) -> bool) -> i64 {
    use crate::domain::table::Value;
    let count = |row: &Vec<Value>| match row.as_slice() {
        [Value::Text(county), Value::Int(entries)] if here(county) => *entries,
        _ => 0,
    };
    unknown.rows.iter().map(count).sum()
}
