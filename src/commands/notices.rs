//! `tongbao notices`: a letter and a task list for each county's department, and a list for each department of the city.

use rayon::prelude::*;

use super::{Setting, Status, facts, figures, figures::Prepared, manifest, publish, publish::Piece};
use crate::{
    document::{docx, pdf::Press, xlsx},
    domain::{config::Config, table::Table},
    error::{Error, Result},
    report::{self, Report, Templates, notice::Notice},
};

/// Name of the folder under the month's.
const FOLDER: &str = "notices";
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
    let facts = facts::notices(prepared)?;
    let templates = Templates::new(prepared.workspace.reports.iter().cloned());
    let notices = report::notices(&facts, config, &templates)?;
    let lists = notices.notices.iter().map(|notice| notice.list.rows.len()).sum::<usize>();
    reconcile(lists, &notices.city, prepared)?;
    let fonts = if pdf { Some(setting.fonts(&prepared.workspace)?) } else { None };
    let press = fonts.as_ref().map(Press::new);
    let names = super::docx_names(config);
    let bar = setting.console.progress("正在出函", notices.notices.len());
    let sets = notices.notices.par_iter().map(|notice| {
        let set = dress(notice, press.as_ref(), &names, config, prepared);
        bar.inc(1);
        set
    });
    let mut pieces: Vec<Piece> = sets.collect::<Result<Vec<_>>>()?.concat();
    let city = notices.city.par_iter().map(|list| {
        let name = format!("{CITY}/{}/任务清单.xlsx", folder(list.department.as_deref()));
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
            ("pdf", pdf.into()),
        ],
        workspace: &prepared.workspace,
        submissions: prepared.in_force(),
        fonts: fonts.as_ref(),
    };
    pieces.push(manifest::piece(&origin, &pieces)?);
    let target = setting.out_dir(&prepared.workspace).join(&prepared.period.month).join(FOLDER);
    publish::folder(&target, &pieces)?;
    let letters = notices.notices.iter().filter(|notice| notice.letter.is_some()).count();
    setting.console.say(&format!(
        "提示函 {letters} 份、任务清单 {} 份已写入 {}",
        notices.notices.len() + notices.city.len(),
        target.display()
    ));
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

fn dress(
    notice: &Notice,
    press: Option<&Press>,
    names: &docx::FontNames,
    config: &Config,
    prepared: &Prepared,
) -> Result<Vec<Piece>> {
    let dir = format!("{}/{}", publish::safe_name(&notice.county_name), folder(notice.department.as_deref()));
    let mut pieces = vec![(format!("{dir}/任务清单.xlsx"), workbook(&notice.list, config, prepared)?)];
    if let Some(letter) = &notice.letter {
        pieces.push((format!("{dir}/提示函.docx"), docx::write(letter, &[], names)?));
        if let Some(press) = press {
            pieces.push((format!("{dir}/提示函.pdf"), set(press, letter)?));
        }
    }
    Ok(pieces)
}

fn set(press: &Press, letter: &Report) -> Result<Vec<u8>> {
    press.set(letter, &|_| String::new())
}

fn folder(department: Option<&str>) -> String {
    publish::safe_name(department.unwrap_or(NO_DEPARTMENT))
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
