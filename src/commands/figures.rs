//! From the store to the figures of a month: state, tables, indicators, and the check that they add up.

use super::{Setting, facts, kept::Kept, manifest::Origin};
use crate::{
    domain::{
        Date,
        config::Config,
        finding::{self, Finding},
        font::Face,
        submission::Submission,
        table::Table,
    },
    error::{Error, Result},
    indicator::{
        self,
        catalogue::Catalogue,
        engine::{Engine, Local, Views},
        figures::Indicators,
        need::Need,
        tables::{Frames, Period, Tables},
    },
    report::NoticeFacts,
    state::{self, Known},
    store::{Snapshot, frame},
    workspace::Workspace,
};

/// Everything that the documents of a month are made from.
pub struct Prepared {
    /// The workspace.
    pub workspace: Workspace,
    /// The version of the store that was read.
    pub snapshot: Snapshot,
    /// Month, T and the previous date.
    pub period: Period,
    /// The tables that queries see, personal data included.
    pub tables: Tables,
    /// Built-in queries with the workspace's own.
    pub catalogue: Catalogue,
    /// The figures, reconciled.
    pub indicators: Indicators,
    /// What is wrong with the week of T, in order.
    pub findings: Vec<Finding>,
    /// The date printed on documents.
    pub date: Date,
    /// What the queries have in common.
    views: Views,
}

impl Prepared {
    /// The result of a named query without arguments, personal data included; one of those that the figures and the documents
    /// of a month ask for.
    ///
    /// # Errors
    /// A workspace's own query of that name that does not run.
    pub fn table(&self, name: &str) -> Result<Table> {
        self.engine().named(name)
    }

    /// What answers questions about the tables, personal data included.
    pub fn engine(&self) -> Local<'_> {
        Local::with(&self.tables, &self.catalogue, self.views.clone())
    }

    /// The entries that remain, for the letters and for the bulletin's workbook.
    ///
    /// # Errors
    /// A workspace's own query `task_list` that does not run.
    pub fn entries(&self) -> Result<NoticeFacts> {
        facts::notices(self)
    }

    /// What a folder of documents made from these figures rests on, for its manifest.
    pub(super) fn origin<'a>(
        &'a self,
        command: &'static str,
        options: Vec<(&'static str, serde_json::Value)>,
        fonts: Vec<&'a Face>,
    ) -> Origin<'a> {
        let (store_version, workspace, submissions) = (self.snapshot.version, &self.workspace, self.in_force());
        Origin { command, store_version, options, workspace, submissions, fonts }
    }

    /// The submissions in force up to T: what the figures rest on.
    pub fn in_force(&self) -> Vec<&Submission> {
        self.snapshot.in_force().filter(|one| one.slot.as_of <= self.period.as_of).collect()
    }
}

/// What the documents of a month ask for besides the figures.
const BESIDES: [&str; 6] = [
    "task_list",
    "measures",
    "findings_by_county_code",
    "remaining_by_industry_ledger",
    "public_list",
    "public_take_down",
];

/// The figures of a month.
///
/// # Errors
/// Nothing was sent for the month; the figures do not reconcile.
pub fn prepare(month: &str, setting: &Setting) -> Result<Prepared> {
    let workspace = setting.workspace()?;
    let snapshot = setting.store(&workspace)?.snapshot(setting.at)?;
    let period = period(&snapshot, month)?;
    prepared(workspace, snapshot, period, BESIDES, setting)
}

/// The figures on the dates of a period, with the tables that the queries in `besides` read.
///
/// # Errors
/// No query of a name; the figures do not reconcile.
pub fn prepared<'a>(
    workspace: Workspace,
    snapshot: Snapshot,
    period: Period,
    besides: impl IntoIterator<Item = &'a str>,
    setting: &Setting,
) -> Result<Prepared> {
    let catalogue = Catalogue::new(&workspace.queries)?;
    let need = Need::of_queries(&catalogue, indicator::compute::QUERIES.into_iter().chain(besides))?;
    let config = &workspace.config;
    let Seen { frames, mut findings } = seen(config, &snapshot, &period, period.as_of, &need)?;
    finding::sort(&mut findings, |county| config.county_order(county));
    let tables = Tables::new(config, &period, frames)?;
    let views = Views::default();
    let indicators = indicator::compute(&Local::with(&tables, &catalogue, views.clone()), config, &period)?;
    let date = setting.date.unwrap_or(period.as_of);
    Ok(Prepared { workspace, snapshot, period, tables, catalogue, indicators, findings, date, views })
}

/// The dates of a month written `2023-04`.
///
/// # Errors
/// Nothing was sent for it.
pub fn period(snapshot: &Snapshot, month: &str) -> Result<Period> {
    let dates = state::months::month(&snapshot.submissions, month)?;
    Ok(Period { month: month.to_owned(), as_of: dates.as_of, previous: dates.previous_as_of })
}

/// The dates of a question: a month's, or T with the last week of the month before as previous date.
///
/// # Errors
/// Nothing was sent for the month, or ever.
pub fn period_of(snapshot: &Snapshot, month: Option<&str>, as_of: Option<Date>) -> Result<Period> {
    match month {
        Some(month) => period(snapshot, month),
        None => Ok(period_on(snapshot, date(snapshot, as_of)?)),
    }
}

/// The dates of a day without a month: that day, compared with the last week of the month before.
pub fn period_on(snapshot: &Snapshot, as_of: Date) -> Period {
    let month = as_of.format("%Y-%m").to_string();
    // In a month for which nothing was sent there is a state, but nothing to compare it with.
    let previous = period(snapshot, &month).ok().and_then(|period| period.previous);
    Period { month, as_of, previous }
}

/// The tables that the questions need, on T.
///
/// # Errors
/// A store whose rows another program has changed.
pub fn tables(config: &Config, snapshot: &Snapshot, period: &Period, need: &Need) -> Result<Tables> {
    tables_of(config, snapshot, period, period.as_of, need)
}

/// The same with the state on an earlier day, as known on T: what the figures of a week are counted from.
///
/// # Errors
/// As [`tables`].
pub fn tables_of(config: &Config, snapshot: &Snapshot, period: &Period, day: Date, need: &Need) -> Result<Tables> {
    Tables::new(config, period, seen(config, snapshot, period, day, need)?.frames)
}

/// What the questions read.
struct Seen {
    frames: Frames,
    /// What is wrong with the week of T, where a question asks for that.
    findings: Vec<Finding>,
}

fn seen(config: &Config, snapshot: &Snapshot, period: &Period, day: Date, need: &Need) -> Result<Seen> {
    let told = need.table("findings") || need.table("current_findings");
    let kept = Kept::of(config, snapshot, period.as_of);
    let ready = kept.frames(period, day, need).zip(if told { kept.findings() } else { Some(Vec::new()) });
    let (mut frames, of_state) = match ready {
        Some(ready) => ready,
        None => computed(config, snapshot, period, day, need)?,
    };
    let findings = if told { findings_on(snapshot, of_state.clone(), period.as_of)? } else { Vec::new() };
    if need.table("findings") {
        frames.findings = Some(framed(&all_findings(snapshot, of_state, period.as_of)?)?);
    } else if need.table("current_findings") {
        frames.current_findings = Some(framed(&findings)?);
    }
    frames.submissions = need.table("submissions").then(|| snapshot.submissions_frame()).transpose()?;
    Ok(Seen { frames, findings })
}

/// Frames and findings of the state, from all weeks.
fn computed(
    config: &Config,
    snapshot: &Snapshot,
    period: &Period,
    day: Date,
    need: &Need,
) -> Result<(Frames, Vec<Finding>)> {
    if !STATE_TABLES.iter().any(|name| need.table(name)) {
        return Ok((Frames { narrow: true, ..Frames::default() }, Vec::new()));
    }
    let history = needed_history(snapshot, period.as_of, need)?;
    let known = state::known_on(&history, &snapshot.submissions, config, period.as_of)?;
    let mut frames = state_frames(&known, period, day, need)?;
    let of_state = need.table("findings") || need.table("current_findings");
    let findings = if of_state { known.findings()? } else { Vec::new() };
    frames.history = need.table("history").then(|| history.clone());
    Ok((frames, findings))
}

/// The tables for which the history is read.
const STATE_TABLES: [&str; 7] =
    ["current", "previous", "history", "weeks", "weekly_counts", "findings", "current_findings"];

/// The history with the columns that the state and the questions need, and no other.
fn needed_history(snapshot: &Snapshot, until: Date, need: &Need) -> Result<frame::Frame> {
    let findings = need.table("findings") || need.table("current_findings");
    let wanted =
        |name: &str| state::COLUMNS.contains(&name) || need.column(name) || findings && state::PLACE.contains(&name);
    snapshot.columns(Some(until), wanted)
}

/// The columns for a state with its findings.
pub fn state_column(name: &str) -> bool {
    state::COLUMNS.contains(&name) || state::PLACE.contains(&name)
}

fn state_frames(known: &Known<'_>, period: &Period, day: Date, need: &Need) -> Result<Frames> {
    let earlier = || period.previous.map_or_else(|| known.nothing(), |date| known.on(date));
    let weeks = need.table("weeks").then(|| known.course()).transpose()?;
    Ok(Frames {
        current: need.table("current").then(|| known.on(day)).transpose()?,
        previous: need.table("previous").then(earlier).transpose()?,
        weekly_counts: need.table("weekly_counts").then(|| known.weekly()).transpose()?,
        weeks,
        narrow: true,
        ..Frames::default()
    })
}

/// Findings as a frame.
///
/// # Errors
/// Never in practice.
pub fn framed(findings: &[Finding]) -> Result<frame::Frame> {
    let findings: Vec<(&str, &Finding)> = findings.iter().map(|finding| ("", finding)).collect();
    frame::findings(&findings).map_err(|cause| unreadable(cause.to_string()))
}

/// What is wrong with the submissions of T and with the state on T, in the order of the listing.
///
/// # Errors
/// A store whose files another program has changed.
pub fn findings_of_week(config: &Config, snapshot: &Snapshot, as_of: Date) -> Result<Vec<Finding>> {
    let of_state = match Kept::of(config, snapshot, as_of).findings() {
        Some(findings) => findings,
        None => {
            let history = snapshot.columns(Some(as_of), state_column)?;
            state::known_on(&history, &snapshot.submissions, config, as_of)?.findings()?
        }
    };
    let mut findings = findings_on(snapshot, of_state, as_of)?;
    finding::sort(&mut findings, |county| config.county_order(county));
    Ok(findings)
}

/// What is wrong with the submissions of T and with the state on T: the part of all findings that figures count.
fn findings_on(snapshot: &Snapshot, of_state: Vec<Finding>, as_of: Date) -> Result<Vec<Finding>> {
    let mut findings: Vec<Finding> = snapshot.findings(Some(as_of))?.into_iter().map(|(_, finding)| finding).collect();
    findings.extend(snapshot.revised());
    findings.extend(snapshot.rejected.iter().map(|file| file.finding.clone()));
    findings.extend(of_state);
    findings.retain(|finding| finding.as_of == Some(as_of));
    Ok(findings)
}

/// Everything that is wrong up to T: findings of the submissions in force, rejected files, and those of the state on T.
fn all_findings(snapshot: &Snapshot, of_state: Vec<Finding>, as_of: Date) -> Result<Vec<Finding>> {
    let mut findings: Vec<Finding> = snapshot.findings(None)?.into_iter().map(|(_, finding)| finding).collect();
    findings.extend(snapshot.revised());
    findings.extend(snapshot.rejected.iter().map(|file| file.finding.clone()));
    findings.retain(|finding| finding.as_of.is_none_or(|week| week <= as_of));
    findings.extend(of_state);
    Ok(findings)
}

/// T of a question without month: the given date, else the newest week for which anything is in force.
///
/// # Errors
/// Nothing was ever sent.
pub fn date(snapshot: &Snapshot, asked: Option<Date>) -> Result<Date> {
    let newest = snapshot.in_force().map(|one| one.slot.as_of).max();
    let newest = newest.ok_or_else(|| Error::failed("库里还没有任何报送。").remedy("先用 tongbao ingest 收文件。"))?;
    Ok(asked.unwrap_or(newest))
}

/// The week of a question without month: the last closing day up to [`date`].
///
/// # Errors
/// Nothing was ever sent; a day before the first week.
pub fn week(config: &Config, snapshot: &Snapshot, asked: Option<Date>) -> Result<Date> {
    let date = date(snapshot, asked)?;
    config.weeks_until(date).last().copied().ok_or_else(|| {
        Error::usage(format!("{date} 早于第一期（{}），那时还没有台账。", config.campaign.first_week))
            .remedy("请换一个日期，或不写 --as-of，按最新一期来做。")
    })
}

fn unreadable(cause: String) -> Error {
    Error::failed("台账库里的行读不出来。").remedy("可能有别的程序动过 store 文件夹；请从备份恢复。").caused_by(cause)
}
