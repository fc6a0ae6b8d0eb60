//! `tongbao withdraw`: takes a submission out of force; it stays in history.

use super::{Setting, Status, kept, note, unit};
use crate::{
    domain::{Date, ledger::Ledger, submission::Slot},
    error::{Error, Result},
};

/// Withdraws what `county` sent of `ledger` for `week`.
///
/// # Errors
/// An unknown county or ledger; nothing in force.
pub fn run(county: &str, ledger: &str, week: Date, setting: &Setting) -> Result<Status> {
    let workspace = setting.workspace()?;
    let unit = unit(&workspace.config, county)?;
    let ledger = kind(ledger)?;
    let slot = Slot { county: unit.code.clone(), ledger, as_of: week };
    let note = note(format!("withdraw {} {} {week}", unit.name, ledger.label()));
    let store = setting.store(&workspace)?;
    // the store knows counties by their codes
    let version = store.withdraw(&slot, &note).map_err(|error| {
        let message = error.message.replace(&unit.code, &unit.name);
        Error { message, ..error }
    })?;
    kept::keep(&workspace.config, &store, &setting.console);
    let console = &setting.console;
    console.say(&format!("已撤下{}{week}一期的{}台账；历史里仍在，现为第 {version} 版。", unit.name, ledger.label()));
    console.say("  这一期该单位按未报送计；重新收下正确的文件即可。");
    Ok(Status::Done)
}

fn kind(word: &str) -> Result<Ledger> {
    let meant = Ledger::ALL.into_iter().find(|ledger| [ledger.code(), ledger.label()].contains(&word.trim()));
    meant.ok_or_else(|| {
        Error::usage(format!("没有“{word}”这个台账。"))
            .remedy("可以写：失信被执行人（judgment）、行政处罚（penalty）。")
    })
}
