//! `tongbao notices`: a letter and a task list for each county's department, and a list for each department of the city.

use std::{collections::BTreeMap, path::Path};

use rayon::prelude::*;

use super::{
    Setting, Status, figures,
    figures::Prepared,
    letterhead,
    manifest::{self, Entry},
    naming,
    publish::{self, Fresh, Piece},
    serials,
};
use crate::{
    document::{
        docx::{self, Shell},
        pdf::Press,
        xlsx,
    },
    domain::{Date, config::Config, table::Table},
    error::{Error, Result},
    report::{self, Mailing, NoticeFacts, Report, Templates, assemble::Exhibits, notice::Recipient},
};

/// Name of the folder under the month's.
pub(super) const FOLDER: &str = "notices";
/// The folder for lists over the whole city.
const CITY: &str = "全市";
/// The folder for entries without a department.
const NO_DEPARTMENT: &str = "未填报";

/// Makes the letters and task lists of a month.
///
/// # Errors
/// Nothing was sent for the month; figures that do not reconcile; no fonts for the PDF.
pub fn run(month: &str, pdf: bool, setting: &Setting) -> Result<Status> {
    let prepared = figures::prepare(month, setting)?;
    let press = if pdf { Some(Press::new(&setting.fonts(&prepared.workspace)?)) } else { None };
    for line in make(&prepared, &prepared.entries()?, press.as_ref(), setting)? {
        setting.console.say(&line);
    }
    Ok(Status::Done)
}

/// Makes them from figures that are already there; answers what to say.
pub(super) fn make(
    prepared: &Prepared,
    facts: &NoticeFacts,
    press: Option<&Press>,
    setting: &Setting,
) -> Result<Vec<String>> {
    let config = &prepared.workspace.config;
    let shell = letterhead::find(report::notice::SHELL, &prepared.workspace)?;
    let templates = Templates::new(prepared.workspace.reports.iter().cloned());
    let mut mailing = Mailing::plan(facts, config, &templates)?;
    reconcile(mailing.rows(), prepared)?;
    let out = setting.out_dir(&prepared.workspace);
    let numbers = serials::assign(&mut mailing, facts, config, &out)?;
    let desk = Desk {
        press,
        shell: shell.as_ref(),
        names: super::docx_names(config),
        folders: Folders::of(&mailing),
        config,
        date: prepared.date,
        mailing: &mailing,
    };
    let target = out.join(&prepared.period.month).join(FOLDER);
    publish::filled(&target, |folder| {
        let outputs = write(&desk, folder, setting)?;
        folder.put(&[manifest::piece_of(&origin(prepared, press, numbers.as_ref()), outputs)?])
    })?;
    Ok(news(&mailing, numbers.as_ref(), &target))
}

fn news(mailing: &Mailing<'_>, numbers: Option<&serials::Numbers>, target: &Path) -> Vec<String> {
    let letters = mailing.recipients.iter().filter(|to| to.department.is_some()).count();
    let lists = mailing.recipients.len() + mailing.departments.len();
    let mut news = vec![format!("提示函 {letters} 份、任务清单 {lists} 份已写入 {}", target.display())];
    news.extend(numbers.map(serials::Numbers::told).unwrap_or_default());
    news
}

/// What every letter and list is made with.
struct Desk<'a> {
    press: Option<&'a Press>,
    /// The office's own letterhead.
    shell: Option<&'a Shell>,
    names: docx::FontNames,
    folders: Folders<'a>,
    config: &'a Config,
    date: Date,
    mailing: &'a Mailing<'a>,
}

/// Folders by the names of counties and departments: safe, and no two the same on any system.
struct Folders<'a> {
    counties: BTreeMap<&'a str, String>,
    departments: BTreeMap<&'a str, String>,
}

impl<'a> Folders<'a> {
    fn of(mailing: &'a Mailing<'_>) -> Self {
        let counties = mailing.recipients.iter().map(|to| to.county.name.as_str());
        let departments = mailing.departments.iter().copied().flatten();
        Self {
            counties: naming::safe_names(std::iter::once(CITY).chain(counties)),
            departments: naming::safe_names(std::iter::once(NO_DEPARTMENT).chain(departments)),
        }
    }

    fn of_recipient(&self, to: &Recipient<'_>) -> String {
        format!("{}/{}", self.counties[to.county.name.as_str()], self.department(to.department))
    }

    fn department(&self, name: Option<&str>) -> &str {
        &self.departments[name.unwrap_or(NO_DEPARTMENT)]
    }
}

/// Makes everything on all threads and puts it into the folder as it is made. The lists over the city are long: they begin
/// first, so that none is left over at the end.
fn write(desk: &Desk<'_>, folder: &Fresh, setting: &Setting) -> Result<Vec<Entry>> {
    let bar = setting.console.progress("正在出函", desk.mailing.recipients.len());
    let put = |pieces: Result<Vec<Piece>>| {
        let pieces = pieces?;
        folder.put(&pieces)?;
        Ok(manifest::entries(&pieces))
    };
    let city = || desk.mailing.departments.par_iter().map(|department| put(for_city(desk, *department))).collect();
    let counties = desk.mailing.recipients.par_iter().map(|to| {
        let entries = put(for_county(desk, to));
        bar.inc(1);
        entries
    });
    let (city, counties): (Result<Vec<_>>, Result<Vec<_>>) = rayon::join(city, || counties.collect());
    bar.finish_and_clear();
    Ok(city?.into_iter().chain(counties?).flatten().collect())
}

fn origin<'a>(
    prepared: &'a Prepared,
    press: Option<&'a Press>,
    numbers: Option<&serials::Numbers>,
) -> manifest::Origin<'a> {
    let options = vec![
        ("month", prepared.period.month.clone().into()),
        ("date", prepared.date.to_string().into()),
        ("numbers", numbers.map(serials::Numbers::noted).unwrap_or_default()),
        ("pdf", press.is_some().into()),
    ];
    prepared.origin("notices", options, press.map_or_else(Vec::new, |press| press.fonts().used()))
}

/// The rows of all lists are the entries that remain, each once by county and once over the city.
fn reconcile((by_county, over_city): (usize, usize), prepared: &Prepared) -> Result<()> {
    let remaining = usize::try_from(prepared.indicators.city.remaining).unwrap_or(usize::MAX);
    if by_county == remaining && over_city == remaining {
        return Ok(());
    }
    Err(Error::failed(format!(
        "勾稽不符：全市未退出 {remaining}，各县任务清单合计 {by_county} 行，全市任务清单合计 {over_city} 行；没有写出任何文件。"
    ))
    .remedy("如果用了自己的 task_list 查询，请对照内置的检查；否则请把这条消息发给维护人员。"))
}

fn for_city(desk: &Desk<'_>, department: Option<&str>) -> Result<Vec<Piece>> {
    let list = desk.mailing.city_list(department);
    Ok(vec![(
        format!("{CITY}/{}/任务清单.xlsx", desk.folders.department(department)),
        workbook(list, desk.date, desk.config)?,
    )])
}

fn for_county(desk: &Desk<'_>, to: &Recipient<'_>) -> Result<Vec<Piece>> {
    let dir = desk.folders.of_recipient(to);
    let mut pieces = vec![(format!("{dir}/任务清单.xlsx"), workbook(desk.mailing.list(to), desk.date, desk.config)?)];
    if let Some(letter) = &desk.mailing.letter(to)? {
        let word = letterhead::write(desk.shell, letter, &Exhibits::default(), &[], &desk.names)?;
        pieces.push((format!("{dir}/提示函.docx"), word));
        if let Some(press) = desk.press {
            pieces.push((format!("{dir}/提示函.pdf"), set(press, letter)?));
        }
    }
    Ok(pieces)
}

fn set(press: &Press, letter: &Report) -> Result<Vec<u8>> {
    press.set(letter, &|_| String::new())
}

/// A task list as a working sheet, with what the department fills in.
///
/// # Errors
/// As [`xlsx::write`].
pub fn workbook(list: Table, date: Date, config: &Config) -> Result<Vec<u8>> {
    let fill_ins = vec![
        xlsx::FillIn::Choice {
            column: "handling".to_owned(),
            options: ["未开始", "办理中", "已办结", "无法办理"].map(str::to_owned).to_vec(),
        },
        xlsx::FillIn::Date { column: "handled_on".to_owned() },
        xlsx::FillIn::Text { column: "handler".to_owned() },
    ];
    xlsx::write(&xlsx::Book {
        title: list.title.clone(),
        subject: config.campaign.name.clone(),
        author: config.office.name.clone(),
        date,
        marking: config.documents.marking.clone(),
        rounding: config.rounding,
        leaves: vec![xlsx::Leaf {
            name: "任务清单".to_owned(),
            table: list,
            landscape: true,
            fill_ins,
            alarm: "逾期".to_owned(),
            ..xlsx::Leaf::default()
        }],
    })
}
