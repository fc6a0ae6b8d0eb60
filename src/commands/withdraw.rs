//! `tongbao withdraw`: takes a submission out of force; it stays in history.

use super::{Setting, Status, ingest};
use crate::{
    domain::{
        Date,
        config::{Config, County},
        ledger::Ledger,
        submission::Slot,
    },
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
    let note = ingest::note(format!("withdraw {} {} {week}", unit.name, ledger.label()));
    let version = setting.store(&workspace)?.withdraw(&slot, &note)?;
    let console = &setting.console;
    console.say(&format!("已撤下{}{week}一期的{}台账；历史里仍在，现为第 {version} 版。", unit.name, ledger.label()));
    console.say("  这一期该单位按未报送计；重新收下正确的文件即可。");
    Ok(Status::Done)
}

/// The unit meant by a code, a name or a short name.
pub(super) fn unit<'a>(config: &'a Config, word: &str) -> Result<&'a County> {
    let named = |county: &&County| [&county.code, &county.name, &county.short].iter().any(|name| name.as_str() == word.trim());
    config.counties.iter().find(named).ok_or_else(|| {
        let names: Vec<&str> = config.counties.iter().take(20).map(|county| county.name.as_str()).collect();
        Error::usage(format!("没有“{word}”这个县（市、区）。")).remedy(format!("可以写：{}。", names.join("、")))
    })
}

fn kind(word: &str) -> Result<Ledger> {
    let meant = Ledger::ALL.into_iter().find(|ledger| [ledger.code(), ledger.label()].contains(&word.trim()));
    meant.ok_or_else(|| Error::usage(format!("没有“{word}”这个台账。")).remedy("可以写：失信被执行人（judgment）、行政处罚（penalty）。"))
}
