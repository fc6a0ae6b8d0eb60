//! `tongbao store`: the store's history, its soundness, going back as a new version, cleaning up after killed runs.

use super::{Setting, Status, kept};
use crate::{
    document::text::terminal::terminal,
    domain::{
        rate::Rounding,
        table::{Column, Table, Value},
    },
    error::{Error, Result},
    store::{self, LogEntry},
};

/// What is done with the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Lists its versions.
    Log,
    /// Checks every file.
    Verify,
    /// Makes an earlier version the newest.
    Restore,
    /// Deletes what no version names.
    Compact,
}

/// Does it; `version` is meant for [`Action::Restore`] alone.
///
/// # Errors
/// A store that is not sound; a version that does not exist, or that is missing or given where none is wanted.
pub fn run(action: Action, version: Option<u64>, setting: &Setting) -> Result<Status> {
    match (action, version) {
        (Action::Log, None) => log(setting)?,
        (Action::Verify, None) => verify(setting)?,
        (Action::Compact, None) => compact(setting)?,
        (Action::Restore, Some(version)) => restore(version, setting)?,
        (Action::Restore, None) => {
            return Err(Error::usage("没有说恢复到第几版。")
                .remedy("先用 tongbao store log 看有哪些版本，再写 tongbao store restore 版本号。"));
        }
        (Action::Log | Action::Verify | Action::Compact, Some(version)) => {
            return Err(Error::usage(format!("这里不用写版本号（{version}）。"))
                .remedy("只有 tongbao store restore 要写版本号。"));
        }
    }
    Ok(Status::Done)
}

fn log(setting: &Setting) -> Result<()> {
    let entries = setting.store(&setting.workspace()?)?.log()?;
    let labels = [("version", "版本"), ("when", "时间（UTC）"), ("who", "谁"), ("what", "做了什么")];
    let table = Table {
        id: "store_log".to_owned(),
        title: "台账库的历史".to_owned(),
        columns: labels.map(|(name, label)| Column::new(name, label)).to_vec(),
        rows: entries.into_iter().map(line).collect(),
        ..Table::default()
    };
    setting.console.result(terminal(&table, Rounding::default()).trim_end());
    Ok(())
}

fn line(entry: LogEntry) -> Vec<Value> {
    let number = Value::Int(i64::try_from(entry.version).unwrap_or(i64::MAX));
    let note = entry.note;
    let what = if note.what.is_empty() { "（由其他程序写入）".to_owned() } else { note.what };
    vec![number, Value::Text(note.when), Value::Text(note.who), Value::Text(what)]
}

fn verify(setting: &Setting) -> Result<()> {
    let workspace = setting.workspace()?;
    let opened = setting.store(&workspace)?;
    let mut found = opened.verify()?;
    if found.is_sound() {
        found.problems.extend(kept::verify(&workspace.config, &opened)?);
    }
    for problem in &found.problems {
        setting.console.result(&format!("有问题：{problem}"));
    }
    for remark in &found.remarks {
        setting.console.result(&format!("注意：{remark}"));
    }
    if !found.is_sound() {
        let message = format!("台账库有 {} 处问题。", found.problems.len());
        return Err(Error::failed(message).remedy(store::RESTORE));
    }
    let (versions, files, rows) = (found.versions, found.files, found.rows);
    setting.console.result(&format!("台账库完好：{versions} 个版本、{files} 个文件的校验值都对，{rows} 行数目相符。"));
    Ok(())
}

fn restore(version: u64, setting: &Setting) -> Result<()> {
    let workspace = setting.workspace()?;
    let store = setting.store(&workspace)?;
    let before = store.version()?;
    let now = store.restore(version, &super::note(format!("store restore {version}")))?;
    kept::keep(&workspace.config, &store, &setting.console);
    let told = if now == before {
        format!("第 {version} 版的内容就是现在的内容，没有改动。")
    } else {
        format!("已恢复为第 {version} 版的内容，记为第 {now} 版；第 {before} 版仍在历史里，可以再恢复回去。")
    };
    setting.console.say(&told);
    Ok(())
}

fn compact(setting: &Setting) -> Result<()> {
    let store = setting.store(&setting.workspace()?)?;
    let done = store.compact(&super::note("store compact".to_owned()))?;
    setting.console.say(&format!("清理了 {} 个没有任何版本用到的文件；各版本都不受影响。", done.files));
    Ok(())
}
