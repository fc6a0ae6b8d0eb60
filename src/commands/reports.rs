//! `tongbao reports check`: what each template uses, and what is wrong with it.
//!
//! Looks at the templates in use: the built-in ones with the workspace's own in their place, and its letterheads. Changes
//! nothing and needs no figures.

use super::{Setting, Status, letterhead};
use crate::{
    document::docx::Shell,
    error::{Error, Result},
    report::{
        Layout, Templates,
        check::inspect,
        fault::{Fault, suggestion},
    },
    workspace::Workspace,
};

/// A template that was looked at.
struct Looked {
    /// File name and where it comes from.
    name: String,
    /// What it uses, a line each.
    uses: Vec<String>,
    faults: Vec<Fault>,
}

/// Looks and tells.
///
/// # Errors
/// No workspace; something is wrong with a template (exit status 2).
pub fn check(setting: &Setting) -> Result<Status> {
    let workspace = setting.workspace()?;
    let mut all = texts(&workspace);
    all.extend(workspace.shells.iter().map(|(name, bytes)| letterhead(name, bytes)));
    let lines: Vec<String> = all.iter().flat_map(told).collect();
    setting.console.result(&lines.join("\n"));
    let (faulty, faults) =
        (all.iter().filter(|one| !one.faults.is_empty()).count(), all.iter().map(|one| one.faults.len()).sum());
    match faults {
        0 => Ok(Status::Done),
        count => Err(problems(faulty, count)),
    }
}

fn problems(faulty: usize, count: usize) -> Error {
    Error::usage(format!("{faulty} 个模板共有 {count} 处问题，见上。"))
        .remedy("改正后再检查一次；改正之前出不了用到它们的文件。")
}

fn told(one: &Looked) -> Vec<String> {
    let mut lines = vec![one.name.clone()];
    lines.extend(one.uses.iter().map(|line| format!("  {line}")));
    lines.extend(one.faults.iter().map(|fault| format!("  ✗ {fault}")));
    if one.faults.is_empty() {
        lines.push("  ✓ 没有问题".to_owned());
    }
    lines
}

/// Templates of text: the built-in ones or the workspace's in their place, then what else lies in its folder.
fn texts(workspace: &Workspace) -> Vec<Looked> {
    let templates = Templates::new(workspace.reports.iter().cloned());
    let builtin: Vec<String> = Templates::builtin().into_iter().map(|(name, _)| name).collect();
    let own = |name: &str| workspace.reports.iter().any(|(own, _)| own == name);
    let mut all: Vec<Looked> = builtin
        .iter()
        .map(|name| {
            let found = inspect(&templates, name);
            let from = if own(name) { "工作区的 reports/" } else { "内置" };
            Looked {
                name: format!("{name}（{from}）"),
                uses: uses(&found.names, &found.tables, &found.charts),
                faults: found.faults,
            }
        })
        .collect();
    let stray =
        workspace.reports.iter().filter(|(name, _)| name.strip_suffix(".md").is_some() && !builtin.contains(name));
    all.extend(stray.filter(|(name, _)| name != "README.md").map(|(name, _)| unused(name, &builtin)));
    all
}

fn uses(names: &[String], tables: &[String], charts: &[String]) -> Vec<String> {
    let list = |word: &str, names: &[String]| (!names.is_empty()).then(|| format!("{word}：{}", names.join("、")));
    [list("名称", names), list("表", tables), list("图", charts)].into_iter().flatten().collect()
}

/// A file that no document is made from: most likely a slip in its name.
fn unused(name: &str, known: &[String]) -> Looked {
    let list = format!("可用的文件名：{}。", known.join("、"));
    let hint = suggestion(name, known.iter().map(String::as_str), &list);
    let faults = vec![Fault::in_place("", "没有哪种文件用这个模板。", hint)];
    Looked { name: format!("{name}（工作区的 reports/）"), uses: Vec::new(), faults }
}

fn letterhead(name: &str, bytes: &[u8]) -> Looked {
    let shells: Vec<String> = letterhead::SHELLS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let Some((_, layout)) = letterhead::SHELLS.iter().find(|(known, _)| *known == name) else {
        return unused(name, &shells);
    };
    let name = format!("{name}（工作区的 reports/，套红）");
    match Shell::read(name.split('（').next().unwrap_or_default(), bytes) {
        Ok(shell) => {
            Looked { name, uses: placeholders(&shell, *layout), faults: shell.faults(&letterhead::known(*layout)) }
        }
        Err(error) => Looked { name, uses: Vec::new(), faults: vec![Fault::in_place("", error.message, error.remedy)] },
    }
}

/// The placeholders in use, and what the document will do about those that are missing.
fn placeholders(shell: &Shell, layout: Layout) -> Vec<String> {
    let mut names: Vec<String> = shell.placeholders().into_iter().map(|found| found.name).collect();
    names.sort();
    names.dedup();
    let mut lines = vec![format!("占位符：{}", names.join("、"))];
    let lacks = |name: &str| !shell.asks_for(name);
    for (name, what) in MISSED {
        let of_letters = layout == Layout::Letter && ["附件", "表：本期要点"].contains(&name);
        if lacks(name) && !of_letters {
            lines.push(format!("没有 {{{{{name}}}}}：{what}"));
        }
    }
    lines
}

/// What becomes of a piece for which the letterhead has no place.
const MISSED: [(&str, &str); 5] = [
    ("标题", "文件上不会印标题"),
    ("表：本期要点", "“本期要点”放在正文前面"),
    ("附件说明", "附件说明放在正文后面"),
    ("附件", "附件放在文件最后"),
    ("标记", "配置了 documents.marking（如“示例数据”）时，标在正文前面"),
];
