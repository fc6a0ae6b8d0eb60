//! `tongbao notices`: a letter and a task list for each county's department, and a list for each department of the city.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{
    Setting, Status, facts, figures, figures::Prepared, letterhead, manifest, naming, publish, publish::Piece, serials,
};
use crate::{
    document::{
        docx::{self, Shell},
        pdf::Press,
        xlsx,
    },
    domain::{config::Config, table::Table},
    error::{Error, Result},
    report::{
        self, Report, Templates,
        assemble::Exhibits,
        notice::{Notice, Notices},
    },
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
    make(&figures::prepare(month, setting)?, pdf, setting)?;
    Ok(Status::Done)
}

/// Makes them from figures that are already there.
pub(super) fn make(prepared: &Prepared, pdf: bool, setting: &Setting) -> Result<()> {
    let config = &prepared.workspace.config;
    let shell = letterhead::find(report::notice::SHELL, &prepared.workspace)?;
    let facts = facts::notices(prepared)?;
    let templates = Templates::new(prepared.workspace.reports.iter().cloned());
    let notices = report::notices(&facts, config, &templates)?;
    let out = setting.out_dir(&prepared.workspace);
    let numbers = serials::taken(config.documents.letter_first_serials.get(&facts.month).copied(), notices.next_serial);
    if let Some(numbers) = &numbers {
        serials::refuse_twice(&out, &facts.month, facts.date, numbers)?;
    }
    let lists = notices.notices.iter().map(|notice| notice.list.rows.len()).sum::<usize>();
    reconcile(lists, &notices.city, prepared)?;
    let fonts = if pdf { Some(setting.fonts(&prepared.workspace)?) } else { None };
    let press = fonts.as_ref().map(Press::new);
    let paper = Paper { shell: shell.as_ref(), names: super::docx_names(config) };
    let folders = Folders::of(&notices);
    let bar = setting.console.progress("正在出函", notices.notices.len());
    let sets = notices.notices.par_iter().map(|notice| {
        let set = dress(notice, &folders.of_notice(notice), press.as_ref(), &paper, config, prepared);
        bar.inc(1);
        set
    });
    let mut pieces: Vec<Piece> = sets.collect::<Result<Vec<_>>>()?.concat();
    let city = notices.city.par_iter().map(|list| {
        let name = format!("{CITY}/{}/任务清单.xlsx", folders.department(list.department.as_deref()));
        Ok((name, workbook(&list.list, config, prepared)?))
    });
    pieces.extend(city.collect::<Result<Vec<_>>>()?);
    bar.finish_and_clear();
    let origin = manifest::Origin {
        command: "notices",
        store_version: prepared.snapshot.version,
        options: vec![
            ("month", prepared.period.month.clone().into()),
            ("date", prepared.date.to_string().into()),
            (
                "numbers",
                numbers
                    .as_ref()
                    .map(|numbers| [*numbers.start(), *numbers.end()].as_slice().into())
                    .unwrap_or_default(),
            ),
            ("pdf", pdf.into()),
        ],
        workspace: &prepared.workspace,
        submissions: prepared.in_force(),
        fonts: fonts.as_ref(),
    };
    pieces.push(manifest::piece(&origin, &pieces)?);
    let target = out.join(&prepared.period.month).join(FOLDER);
    publish::folder(&target, &pieces)?;
    let letters = notices.notices.iter().filter(|notice| notice.letter.is_some()).count();
    setting.console.say(&format!(
        "提示函 {letters} 份、任务清单 {} 份已写入 {}",
        notices.notices.len() + notices.city.len(),
        target.display()
    ));
    if let Some(numbers) = numbers {
        let (first, last) = (numbers.start(), numbers.end());
        setting.console.say(&format!("  函号 {first} 至 {last} 号已用，下次从 {} 号起。", last + 1));
    }
    Ok(())
}

/// The rows of all lists are the entries that remain, each once by county and once over the city.
fn reconcile(listed: usize, city: &[report::notice::CityList], prepared: &Prepared) -> Result<()> {
    let over_city: usize = city.iter().map(|list| list.list.rows.len()).sum();
    let remaining = usize::try_from(prepared.indicators.city.remaining).unwrap_or(usize::MAX);
    if listed == remaining && over_city == remaining {
        return Ok(());
    }
    Err(Error::failed(format!(
        "勾稽不符：全市未退出 {remaining}，各县任务清单合计 {listed} 行，全市任务清单合计 {over_city} 行；没有写出任何文件。"
    ))
    .remedy("如果用了自己的 task_list 查询，请对照内置的检查；否则请把这条消息发给维护人员。"))
}

/// What the letters are written on.
struct Paper<'a> {
    /// The office's own letterhead.
    shell: Option<&'a Shell>,
    names: docx::FontNames,
}

/// Folders by the names of counties and departments: safe, and no two the same on any system.
struct Folders<'a> {
    counties: BTreeMap<&'a str, String>,
    departments: BTreeMap<&'a str, String>,
}

impl<'a> Folders<'a> {
    fn of(notices: &'a Notices) -> Self {
        let counties = notices.notices.iter().map(|notice| notice.county_name.as_str());
        let departments = notices.city.iter().filter_map(|list| list.department.as_deref());
        Self {
            counties: naming::safe_names(std::iter::once(CITY).chain(counties)),
            departments: naming::safe_names(std::iter::once(NO_DEPARTMENT).chain(departments)),
        }
    }

    fn of_notice(&self, notice: &Notice) -> String {
        format!("{}/{}", self.counties[notice.county_name.as_str()], self.department(notice.department.as_deref()))
    }

    fn department(&self, name: Option<&str>) -> &str {
        &self.departments[name.unwrap_or(NO_DEPARTMENT)]
    }
}

fn dress(
    notice: &Notice,
    dir: &str,
    press: Option<&Press>,
    paper: &Paper<'_>,
    config: &Config,
    prepared: &Prepared,
) -> Result<Vec<Piece>> {
    let mut pieces = vec![(format!("{dir}/任务清单.xlsx"), workbook(&notice.list, config, prepared)?)];
    if let Some(letter) = &notice.letter {
        let word = letterhead::write(paper.shell, letter, &Exhibits::default(), &[], &paper.names)?;
        pieces.push((format!("{dir}/提示函.docx"), word));
        if let Some(press) = press {
            pieces.push((format!("{dir}/提示函.pdf"), set(press, letter)?));
        }
    }
    Ok(pieces)
}

fn set(press: &Press, letter: &Report) -> Result<Vec<u8>> {
    press.set(letter, &|_| String::new())
}

fn workbook(list: &Table, config: &Config, prepared: &Prepared) -> Result<Vec<u8>> {
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
        date: prepared.date,
        marking: config.documents.marking.clone(),
        rounding: config.rounding,
        leaves: vec![xlsx::Leaf {
            name: "任务清单".to_owned(),
            table: list.clone(),
            landscape: true,
            fill_ins,
            alarm: "逾期".to_owned(),
            ..xlsx::Leaf::default()
        }],
    })
}
