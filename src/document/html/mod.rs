//! A [`Report`] as one HTML file for screens large and small and for print: nothing in it is fetched from anywhere.
//!
//! Text goes through [`markup`], which escapes it; the only thing taken as it is are the pictures that
//! [`chart`](super::chart) drew. A content policy in the file forbids every request, every style and every script but
//! the two inlined here, named by their hashes. Never reads a file: theme and script are compiled in.

mod blocks;
mod markup;
mod policy;
mod tables;

use chrono::Datelike;

use crate::domain::Date;
use crate::error::Result;
use crate::report::chart::Chart;
use crate::report::{Annex, Layout, Report};

use blocks::Headings;
use markup::Markup;

/// How the page looks on screen and on paper; an office may put its own in its place.
pub const THEME: &str = include_str!("../../../reports/theme.css");
/// Sorting tables by a click or a key; the page is complete without it.
const SCRIPT: &str = include_str!("sort.js");

/// What the writer of a part needs of the whole.
struct Context<'a> {
    report: &'a Report,
    draw: &'a dyn Fn(&Chart) -> String,
}

/// The report as one self-contained HTML document. `charts` draws a chart as SVG; where it returns none the
/// alternative text stands in its place.
///
/// # Errors
/// None today; the signature is that of all writers.
pub fn write(report: &Report, charts: &dyn Fn(&Chart) -> String) -> Result<String> {
    let context = Context { report, draw: charts };
    let mut page = Markup::document();
    page.within("html", &[("lang", "zh-CN")], |page| {
        head(page, report);
        page.within("body", &[], |page| body(page, &context));
    });
    Ok(page.finish())
}

fn head(page: &mut Markup, report: &Report) {
    let title = if report.marking.is_empty() {
        report.full_title()
    } else {
        format!("{}（{}）", report.full_title(), report.marking)
    };
    page.within("head", &[], |page| {
        page.single("meta", &[("charset", "utf-8")]);
        let style = format!("{THEME}{}", running_head(&report.marking));
        let policy = policy::content_policy(&style, SCRIPT);
        page.single("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy)]);
        page.single("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
        page.single("meta", &[("name", "color-scheme"), ("content", "light dark")]);
        page.element("title", &[], &title);
        page.single("meta", &[("name", "description"), ("content", &report.subject)]);
        page.single("meta", &[("name", "keywords"), ("content", &report.keywords.join("，"))]);
        page.single("meta", &[("name", "author"), ("content", &report.signature.name)]);
        page.style(&style);
    });
}

/// Prints the marking above every sheet of paper: a rule of the style sheet, every character as its code, so that no
/// text can end it.
fn running_head(marking: &str) -> String {
    if marking.is_empty() {
        return String::new();
    }
    let codes = marking.chars().fold(String::new(), |codes, c| codes + &format!("\\{:06x}", u32::from(c)));
    format!("@page {{ @top-right {{ content: \"{codes}\"; font-size: 10.5pt; }} }}\n")
}

fn body(page: &mut Markup, context: &Context<'_>) {
    let report = context.report;
    page.element("a", &[("class", "skip"), ("href", "#main")], "跳到正文");
    masthead(page, report);
    contents(page, report);
    page.within("main", &[("id", "main"), ("tabindex", "-1")], |page| {
        let mut headings = Headings::default();
        page.within("article", &[], |page| {
            title_and_addressees(page, report);
            if let Some(table) = &report.summary {
                tables::write(page, table, report.rounding, "summary");
            }
            blocks::write(page, context, &report.body, &mut headings, 2);
            attachments(page, report);
            signature(page, report);
        });
        for (number, annex) in (1..).zip(&report.annexes) {
            self::annex(page, context, number, annex);
        }
    });
    imprint(page, report);
    page.script(SCRIPT);
}

/// The office's red head, and above it the words that mark a sample.
fn masthead(page: &mut Markup, report: &Report) {
    let layout = match report.layout {
        Layout::Official => "masthead official",
        Layout::Letter => "masthead letter",
    };
    page.within("header", &[("class", layout)], |page| {
        if !report.marking.is_empty() {
            page.element("p", &[("class", "marking")], &report.marking);
        }
        page.element("p", &[("class", "mark")], &report.mark);
        page.element("p", &[("class", "serial")], &report.number);
    });
}

/// Links to the chapters and attachments; left out where there is nothing to choose from.
fn contents(page: &mut Markup, report: &Report) {
    let chapters = blocks::chapters(&report.body);
    if chapters.len() + report.annexes.len() < 2 {
        return;
    }
    page.within("nav", &[("class", "contents"), ("aria-label", "目录")], |page| {
        page.within("ul", &[], |page| {
            for (id, text) in &chapters {
                page.within("li", &[], |page| page.element("a", &[("href", &format!("#{id}"))], text));
            }
            for (number, annex) in (1..).zip(&report.annexes) {
                let link = format!("#annex-{number}");
                let text = format!("{}　{}", annex.label, annex.title);
                page.within("li", &[], |page| page.element("a", &[("href", &link)], &text));
            }
        });
    });
}

fn title_and_addressees(page: &mut Markup, report: &Report) {
    page.within("h1", &[], |page| {
        for line in &report.title {
            page.element("span", &[], line);
        }
    });
    if !report.addressees.is_empty() {
        page.element("p", &[("class", "addressees")], &report.addressees);
    }
}

/// `附件：1.…`, each a link to its place below.
fn attachments(page: &mut Markup, report: &Report) {
    if report.attachments.is_empty() {
        return;
    }
    page.within("div", &[("class", "attachments")], |page| {
        page.element("p", &[], "附件：");
        page.within("ul", &[], |page| {
            for (number, name) in (1..).zip(&report.attachments) {
                page.within("li", &[], |page| {
                    page.text(&format!("{number}."));
                    if number <= report.annexes.len() {
                        page.element("a", &[("href", &format!("#annex-{number}"))], name);
                    } else {
                        page.text(name);
                    }
                });
            }
        });
    });
}

fn signature(page: &mut Markup, report: &Report) {
    page.within("div", &[("class", "signature")], |page| {
        page.element("p", &[], &report.signature.name);
        page.within("p", &[], |page| day(page, report.signature.date));
    });
    if !report.contact.is_empty() {
        page.element("p", &[("class", "contact")], &report.contact);
    }
}

fn annex(page: &mut Markup, context: &Context<'_>, number: usize, annex: &Annex) {
    let (id, heading) = (format!("annex-{number}"), format!("annex-{number}-title"));
    let class = if annex.landscape { "annex wide" } else { "annex" };
    let attributes = [("id", id.as_str()), ("class", class), ("aria-labelledby", heading.as_str())];
    page.within("section", &attributes, |page| {
        page.within("h2", &[("id", &heading)], |page| {
            page.element("span", &[("class", "label")], &annex.label);
            page.text(" ");
            page.element("span", &[], &annex.title);
        });
        blocks::write(page, context, &annex.blocks, &mut Headings::within(&id), 3);
    });
}

/// 版记, or for letters nothing.
fn imprint(page: &mut Markup, report: &Report) {
    let Some(imprint) = &report.imprint else { return };
    page.within("footer", &[("class", "imprint")], |page| {
        if !imprint.copies_to.is_empty() {
            page.element("p", &[], &format!("抄送：{}。", imprint.copies_to));
        }
        page.within("p", &[("class", "issued")], |page| {
            page.element("span", &[], &imprint.office);
            page.within("span", &[], |page| {
                day(page, imprint.date);
                page.text("印发");
            });
        });
    });
}

/// `2023年4月30日`, with the day in figures for machines.
fn day(page: &mut Markup, date: Date) {
    let text = format!("{}年{}月{}日", date.year(), date.month(), date.day());
    page.element("time", &[("datetime", &date.to_string())], &text);
}
