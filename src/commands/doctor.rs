//! `tongbao doctor`: what was found and what is missing: configuration, store, fonts.
//!
//! Changes nothing. What is missing is told, not an error: that is what it is asked for.

use super::{Setting, Status};
use crate::{
    domain::{config::Config, font::Role, submission::Standing},
    error::{Error, Result},
    workspace::Workspace,
};

/// Looks and tells.
///
/// # Errors
/// No workspace, or one whose configuration cannot be read.
pub fn run(setting: &Setting) -> Result<Status> {
    let workspace = setting.workspace()?;
    let mut lines = vec![format!("tongbao {}", env!("CARGO_PKG_VERSION"))];
    lines.extend(configuration(&workspace));
    lines.extend(store(&workspace, setting).unwrap_or_else(|error| missing(&error)));
    lines.extend(fonts(&workspace, setting).unwrap_or_else(|error| missing(&error)));
    setting.console.result(&lines.join("\n"));
    Ok(Status::Done)
}

fn missing(error: &Error) -> Vec<String> {
    error.to_string().lines().map(|line| format!("  ✗ {}", line.trim())).collect()
}

fn configuration(workspace: &Workspace) -> Vec<String> {
    let Config { city, campaign, counties, departments, documents, limits, .. } = &workspace.config;
    let mut lines = vec![
        format!("工作区　{}", workspace.root.display()),
        format!("  ✓ 配置：{city}，{} 个县（市、区），{} 个主管部门", counties.len(), departments.len()),
        format!(
            "  ✓ 第一期 {}，目标：约谈和承诺 {}，退出 {}",
            campaign.first_week, campaign.targets.interviews, campaign.targets.exits
        ),
        format!("  ✓ 读文件的限额：{} MiB，内存 {} MiB，{} 秒", limits.file_mib, limits.memory_mib, limits.seconds),
    ];
    let (queries, reports) = (workspace.queries.len(), workspace.reports.len());
    if queries + reports > 0 {
        lines.push(format!("  ✓ 自己的查询 {queries} 个，模板 {reports} 个"));
    }
    if documents.number_prefix.is_empty() {
        lines.push("  ✗ 没有写发文机关代字（documents.number_prefix），通报没有文号".to_owned());
    }
    let rules = &workspace.config.rules;
    lines.push(if rules.confirmed() {
        format!("  ✓ 修复规则 {} 条，由 {} 确认", rules.rules.len(), rules.confirmed_by)
    } else {
        "  ✗ 修复规则还没有由本单位确认：请核对 rules.toml（没有的用 tongbao init 另建一个工作区取来），填好 confirmed_by".to_owned()
    });
    if documents.objection.is_empty() {
        lines.push("  ✗ 没有写怎样提出异议、怎样修复信用（documents.objection），点名的文件都应当写".to_owned());
    }
    lines
}

fn store(workspace: &Workspace, setting: &Setting) -> Result<Vec<String>> {
    let mut lines = vec!["台账库".to_owned()];
    if !workspace.store_dir().exists() {
        lines.push("  ✗ 还没有收过文件：先用 tongbao ingest".to_owned());
        return Ok(lines);
    }
    let snapshot = setting.store(workspace)?.snapshot(setting.at)?;
    let newest = snapshot.in_force().map(|one| one.slot.as_of).max();
    let of = |standing| snapshot.submissions.iter().filter(|one| one.standing == standing).count();
    let newest = newest.map_or_else(|| "—".to_owned(), |date| date.to_string());
    lines.push(format!(
        "  ✓ 第 {} 版：有效报送 {} 份，已被替换 {} 份，已撤下 {} 份；最新一期 {newest}",
        snapshot.version,
        of(Standing::InForce),
        of(Standing::Superseded),
        of(Standing::Withdrawn),
    ));
    if !snapshot.rejected.is_empty() {
        lines.push(format!("  ✗ 有 {} 个文件没有收进来：tongbao check 说明原因", snapshot.rejected.len()));
    }
    Ok(lines)
}

fn fonts(workspace: &Workspace, setting: &Setting) -> Result<Vec<String>> {
    let fonts = setting.fonts(workspace)?;
    let mut lines = vec!["字体".to_owned()];
    for role in Role::ALL {
        let told = fonts.face(role).map(|face| format!("  ✓ {}：{}（{}）", name(role), face.family, face.file));
        lines.push(told.unwrap_or_else(|| format!("  ✗ {}：没有", name(role))));
    }
    let names = &workspace.config.fonts;
    let wanted = [&names.title, &names.body, &names.kai, &names.hei, &names.song];
    let known = |name: &&String| fonts.faces.iter().any(|face| face.family == **name);
    for name in wanted.into_iter().filter_map(|names| names.first()).filter(|name| !known(name)) {
        lines.push(format!("  ✗ 配置里首选的“{name}”没有找到，用了替代的字体"));
    }
    Ok(lines)
}

fn name(role: Role) -> &'static str {
    match role {
        Role::Title => "小标宋",
        Role::Body => "仿宋",
        Role::Kai => "楷体",
        Role::Hei => "黑体",
        Role::Song => "宋体",
    }
}
