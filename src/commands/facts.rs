//! From query results to the facts that reports are made from.

use super::figures::Prepared;
use crate::{
    domain::{finding::Code, ledger::Ledger},
    error::{Error, Result},
    indicator::read,
    report::{
        BulletinFacts, NoticeFacts, TaskEntry,
        facts::{Correction, CountyFindings, CountyMeasures, IndustryRemaining, PreviouslyPrinted},
    },
};

/// Everything the bulletin is made from.
pub(super) fn bulletin(
    prepared: &Prepared,
    previous_printed: Option<PreviouslyPrinted>,
    corrections: Vec<Correction>,
) -> Result<BulletinFacts> {
    Ok(BulletinFacts {
        indicators: prepared.indicators.clone(),
        date: prepared.date,
        measures: measures(prepared)?,
        findings: findings(prepared)?,
        remaining_by_industry: remaining_by_industry(prepared)?,
        previous_printed,
        corrections,
    })
}

/// Everything the letters and task lists are made from.
pub(super) fn notices(prepared: &Prepared) -> Result<NoticeFacts> {
    Ok(NoticeFacts {
        month: prepared.period.month.clone(),
        as_of: prepared.period.as_of,
        previous_as_of: prepared.period.previous,
        date: prepared.date,
        entries: TaskEntry::from_table(prepared.table("task_list")?)?,
    })
}

fn measures(prepared: &Prepared) -> Result<Vec<CountyMeasures>> {
    let table = prepared.table("measures")?;
    let read = |row: read::Row<'_>| {
        Ok(CountyMeasures {
            county: row.text("county")?,
            guided: row.count("guided")?,
            repair_applied: row.count("repair_applied")?,
            repaired: row.count("repaired")?,
        })
    };
    read::rows(&table).map(read).collect()
}

fn findings(prepared: &Prepared) -> Result<Vec<CountyFindings>> {
    let table = prepared.table("findings_by_county_code")?;
    let read = |row: read::Row<'_>| {
        let code = row.text("code")?;
        let code = Code::from_code(&code).ok_or_else(|| Error::failed(format!("没有“{code}”这类问题。")))?;
        Ok(CountyFindings { county: row.text("county")?, code, count: row.count("findings")? })
    };
    read::rows(&table).map(read).collect()
}

fn remaining_by_industry(prepared: &Prepared) -> Result<Vec<IndustryRemaining>> {
    let table = prepared.table("remaining_by_industry_ledger")?;
    let mut parts = Vec::new();
    for row in read::rows(&table) {
        let industry = row.word("industry")?.and_then(|letter| letter.chars().next());
        for ledger in Ledger::ALL {
            parts.push(IndustryRemaining { industry, ledger, remaining: row.count(ledger.code())? });
        }
    }
    Ok(parts)
}
