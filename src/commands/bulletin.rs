//! `tongbao bulletin`: state → indicators → reconcile → report → charts → documents → publish.

use std::{collections::BTreeMap, path::PathBuf};

use rayon::prelude::*;

use super::{
    BULLETIN, Setting, Status, attachments, docx_names, facts, figures,
    figures::Prepared,
    letterhead, manifest, publish,
    publish::{Piece, Ready},
    record,
};
use crate::{
    document::{
        chart::{self, Easel},
        docx::{self, Shell},
        html,
        pdf::Press,
    },
    domain::font::Fonts,
    error::Result,
    indicator::json,
    report::{
        self, Block, BulletinFacts, Chart, NoticeFacts, Report, Templates, assemble::Exhibits, facts::Correction,
    },
};

/// Dots an inch of the pictures in .docx and of the .png files.
const DPI: u16 = 200;

/// How the bulletin is made.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// An issued bulletin whose figures have changed is issued again, marked 更正.
    pub reissue: bool,
    /// With the PDF.
    pub pdf: bool,
}

/// Makes the bulletin of a month.
///
/// # Errors
/// Nothing was sent for the month; figures that do not reconcile; an issued bulletin with other figures without
/// `reissue`; no fonts; characters that no font has.
pub fn run(month: &str, options: Options, setting: &Setting) -> Result<Status> {
    let prepared = figures::prepare(month, setting)?;
    let fonts = setting.fonts(&prepared.workspace)?;
    let press = options.pdf.then(|| Press::new(&fonts));
    let entries = prepared.entries()?;
    let supplies = Supplies { entries: &entries, fonts: &fonts, press: press.as_ref() };
    plan(&prepared, options.reissue, setting)?.dressed(&supplies, setting)?.publish(&setting.console)?;
    Ok(Status::Done)
}

/// What the bulletin shares with the letters of the month.
#[derive(Clone, Copy)]
pub struct Supplies<'a> {
    /// The entries that remain.
    pub entries: &'a NoticeFacts,
    /// Faces for the charts.
    pub fonts: &'a Fonts,
    /// For the PDF; none is made without one.
    pub press: Option<&'a Press>,
}

/// A bulletin that may be issued: everything it says, before it is set.
pub struct Planned<'a> {
    prepared: &'a Prepared,
    target: PathBuf,
    /// `indicators.json`.
    figures: String,
    facts: BulletinFacts,
    report: Report,
    exhibits: Exhibits,
    /// The office's own letterhead.
    shell: Option<Shell>,
}

/// Says what the bulletin says, from figures that are already there.
///
/// # Errors
/// As [`run`], but for the figures and the fonts.
pub fn plan<'a>(prepared: &'a Prepared, reissue: bool, setting: &Setting) -> Result<Planned<'a>> {
    let config = &prepared.workspace.config;
    let out = setting.out_dir(&prepared.workspace);
    let target = out.join(&prepared.period.month).join(BULLETIN);
    publish::repair(&target)?;
    let shell = letterhead::find(report::bulletin::SHELL, &prepared.workspace)?;
    let figures = json::indicators(&prepared.indicators, config.rounding);
    let corrections = record::corrections(&target, &figures, reissue)?;
    let facts = facts::bulletin(prepared, record::previously_printed(prepared, &out), corrections)?;
    let templates = Templates::new(prepared.workspace.reports.iter().cloned());
    let report = report::bulletin(&facts, config, &templates)?;
    let exhibits = report::bulletin::exhibits(&facts, config);
    Ok(Planned { prepared, target, figures, facts, report, exhibits, shell })
}

impl Planned<'_> {
    /// The bulletin with everything that belongs into its folder.
    ///
    /// # Errors
    /// Characters that no font has.
    pub fn dressed(self, supplies: &Supplies<'_>, setting: &Setting) -> Result<Ready> {
        let Self { prepared, target, figures, facts, report, exhibits, shell } = self;
        let paper = Paper { report: &report, shell: shell.as_ref(), exhibits: &exhibits };
        let (workbook, pieces) = rayon::join(
            || attachments::workbook(prepared, &facts, supplies.entries, setting.personal),
            || dress(&paper, supplies, prepared, setting),
        );
        let mut pieces = pieces?;
        pieces.push(("通报附表.xlsx".to_owned(), workbook?));
        pieces.push(("indicators.json".to_owned(), figures.into_bytes()));
        pieces.push(manifest::piece(&origin(prepared, supplies, &facts.corrections, setting), &pieces)?);
        let news = vec![format!("通报已写入 {}", target.display())];
        Ok(Ready { target, pieces, news })
    }
}

/// A report with what its .docx is made of.
struct Paper<'a> {
    report: &'a Report,
    /// The office's own letterhead.
    shell: Option<&'a Shell>,
    exhibits: &'a Exhibits,
}

impl Paper<'_> {
    /// The charts of the report, and those that the letterhead asks for besides.
    fn charts(&self) -> Vec<&Chart> {
        let blocks = self.report.body.iter().chain(self.report.annexes.iter().flat_map(|annex| &annex.blocks));
        let mut charts: Vec<&Chart> = blocks
            .filter_map(|block| match block {
                Block::Chart(chart) => Some(chart),
                Block::Heading { .. } | Block::Paragraph(_) | Block::Note(_) | Block::Table(_) => None,
            })
            .collect();
        let asked = self.exhibits.charts.iter().filter(|(name, _)| {
            let placeholder = format!("图：{name}");
            self.shell.is_some_and(|shell| shell.asks_for(&placeholder))
        });
        for chart in asked.filter_map(|(_, chart)| chart.as_ref()) {
            if !charts.iter().any(|drawn| drawn.id == chart.id) {
                charts.push(chart);
            }
        }
        charts
    }
}

/// The same report as .docx, PDF and HTML, with its charts as files.
fn dress(paper: &Paper<'_>, supplies: &Supplies<'_>, prepared: &Prepared, setting: &Setting) -> Result<Vec<Piece>> {
    let bar = setting.console.progress("正在排版", 4);
    let report = paper.report;
    let drawings = draw(&paper.charts(), supplies.fonts)?;
    bar.inc(1);
    let svg = |chart: &Chart| drawings.get(&chart.id).map(|drawing| drawing.svg.clone()).unwrap_or_default();
    let names = docx_names(&prepared.workspace.config);
    let word = || letterhead::write(paper.shell, report, paper.exhibits, &pictures(&drawings), &names);
    let press = || supplies.press.map(|press| press.set(report, &svg)).transpose();
    let (word, pdf) = rayon::join(word, press);
    bar.inc(2);
    let mut pieces = vec![("通报.docx".to_owned(), word?)];
    pieces.extend(pdf?.map(|bytes| ("通报.pdf".to_owned(), bytes)));
    pieces.push(("通报.html".to_owned(), html::write(report, &svg)?.into_bytes()));
    for (id, drawing) in drawings {
        pieces.push((format!("charts/{id}.svg"), drawing.svg.into_bytes()));
        pieces.push((format!("charts/{id}.png"), drawing.png));
    }
    bar.finish_and_clear();
    Ok(pieces)
}

/// A chart as both kinds of picture.
struct Drawing {
    svg: String,
    png: Vec<u8>,
}

fn draw(charts: &[&Chart], fonts: &Fonts) -> Result<BTreeMap<String, Drawing>> {
    let easel = Easel::new(fonts);
    let draw_one = |chart: &&Chart| {
        let (svg, png) = chart::svg_and_png(chart, &easel, DPI)?;
        Ok((chart.id.clone(), Drawing { svg, png }))
    };
    charts.par_iter().map(draw_one).collect()
}

fn pictures(drawings: &BTreeMap<String, Drawing>) -> Vec<docx::Picture<'_>> {
    drawings.iter().map(|(id, drawing)| docx::Picture { id, png: &drawing.png }).collect()
}

fn origin<'a>(
    prepared: &'a Prepared,
    supplies: &Supplies<'a>,
    corrections: &[Correction],
    setting: &Setting,
) -> manifest::Origin<'a> {
    let faces = [Some(supplies.fonts), supplies.press.map(Press::fonts)].into_iter().flatten().flat_map(Fonts::used);
    let options = vec![
        ("month", prepared.period.month.clone().into()),
        ("date", prepared.date.to_string().into()),
        ("personal", setting.personal.into()),
        ("pdf", supplies.press.is_some().into()),
        ("corrections", record::noted(corrections)),
    ];
    prepared.origin("bulletin", options, faces.collect())
}
