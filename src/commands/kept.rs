//! The state of the newest week, kept beside the store by whoever changes it, so that a question need not go over all
//! weeks again.
//!
//! What is kept bears the name of everything that it was made from: the submissions in force, the configuration, the
//! rules. A late, revised, withdrawn or restored submission changes that name for its own and all later weeks, and then it
//! is as if nothing were kept: the question goes over all weeks, as it would have anyway.

use super::{console::Console, figures, manifest};
use crate::{
    domain::{Date, config::Config, finding::Finding},
    error::Result,
    indicator::{need::Need, tables::Frames, tables::Period},
    state::{self, Known},
    store::{Snapshot, Store, frame},
};

/// Names of the parts beside the states, which are called by their dates.
const WEEKLY: &str = "weekly_counts";
const FINDINGS: &str = "findings";

/// What a state is made from, as a digest.
fn made_from(config: &Config, snapshot: &Snapshot, as_of: Date) -> String {
    let config = serde_json::to_string(config).unwrap_or_default();
    let parts = [env!("CARGO_PKG_VERSION"), &state::rules_text(), &config, &snapshot.fingerprint(as_of)];
    manifest::sha256(parts.join("\0").as_bytes())
}

/// Keeps the state of the newest week: on it, on the date that its bulletin is compared with, its weekly counts and its
/// findings. Nothing happens where nothing was ever sent or the same is kept already.
///
/// What was taken in is safe by now, and without this a question only takes longer, so a failure is told and no more.
pub fn keep(config: &Config, store: &Store, console: &Console) {
    if let Err(error) = try_keep(config, store) {
        console.detail(&format!("没能留下当期状态（{error}），以后查询会慢一些，结果不受影响。"));
    }
}

fn try_keep(config: &Config, store: &Store) -> Result<()> {
    let snapshot = store.snapshot(None)?;
    let Ok(as_of) = figures::date(&snapshot, None) else { return Ok(()) };
    let kept = Kept::of(config, &snapshot, as_of);
    if kept.findings().is_some() {
        return Ok(());
    }
    store.keep(as_of, &kept.made_from, parts(config, &snapshot, as_of)?)
}

/// Where what is kept of the newest week is not what all weeks give, in Chinese, one a line.
///
/// # Errors
/// The store cannot be read.
pub fn verify(config: &Config, store: &Store) -> Result<Vec<String>> {
    let snapshot = store.snapshot(None)?;
    let Ok(as_of) = figures::date(&snapshot, None) else { return Ok(Vec::new()) };
    let kept = Kept::of(config, &snapshot, as_of);
    let differs = |(name, frame): &(String, frame::Frame)| {
        kept.part(name, |_| true).is_some_and(|kept| !kept.equals_missing(frame))
    };
    let parts = parts(config, &snapshot, as_of)?;
    let wrong = parts.iter().filter(|part| differs(part));
    Ok(wrong
        .map(|(name, _)| format!("留存的{as_of}一期状态（{name}）与全部报送算出的不一致；可以删去 store/kept 文件夹。"))
        .collect())
}

fn parts(config: &Config, snapshot: &Snapshot, as_of: Date) -> Result<Vec<(String, frame::Frame)>> {
    let history = snapshot.columns(Some(as_of), figures::state_column)?;
    let known = state::known_on(&history, &snapshot.submissions, config, as_of)?;
    let (state, (weekly, findings)) = rayon::join(
        || state_on(&known, snapshot, as_of),
        || rayon::join(|| known.weekly(), || figures::framed(&known.findings()?)),
    );
    let mut parts = vec![(WEEKLY.to_owned(), weekly?), (FINDINGS.to_owned(), findings?), (as_of.to_string(), state?)];
    if let Some(previous) = figures::period_on(snapshot, as_of).previous {
        parts.push((previous.to_string(), state_on(&known, snapshot, previous)?));
    }
    Ok(parts)
}

/// The state with every column of the rows, of which only its own are read whole.
fn state_on(known: &Known<'_>, snapshot: &Snapshot, date: Date) -> Result<frame::Frame> {
    known.on_with(date, snapshot.pick(known.as_of(), &known.rows_on(date))?)
}

/// What is kept of the state on T.
pub(super) struct Kept<'a> {
    snapshot: &'a Snapshot,
    as_of: Date,
    made_from: String,
}

impl<'a> Kept<'a> {
    /// For T, whether or not anything is kept of it.
    pub(super) fn of(config: &Config, snapshot: &'a Snapshot, as_of: Date) -> Self {
        Self { snapshot, as_of, made_from: made_from(config, snapshot, as_of) }
    }

    fn part(&self, name: &str, wanted: impl Fn(&str) -> bool) -> Option<frame::Frame> {
        self.snapshot.kept(self.as_of, &self.made_from, name, wanted)
    }

    /// The findings of the state.
    pub(super) fn findings(&self) -> Option<Vec<Finding>> {
        let findings = frame::to_findings(&self.part(FINDINGS, |_| true)?).ok()?;
        Some(findings.into_iter().map(|(_, finding)| finding).collect())
    }

    /// The frames of the state that the questions need, `current` that of `day`; `None` where they need something that is
    /// not kept.
    pub(super) fn frames(&self, period: &Period, day: Date, need: &Need) -> Option<Frames> {
        if ["history", "weeks"].iter().any(|name| need.table(name)) {
            return None;
        }
        // Without its code a name could not be masked, and a state without any column would have no rows.
        let wanted = |name: &str| need.column(name) || ["uscc", "entry_id"].contains(&name);
        let mut frames = Frames { narrow: true, ..Frames::default() };
        if need.table("current") {
            frames.current = Some(self.part(&day.to_string(), wanted)?);
        }
        if need.table("previous") {
            frames.previous = Some(match period.previous {
                Some(date) => self.part(&date.to_string(), wanted)?,
                None => self.part(&self.as_of.to_string(), wanted)?.clear(),
            });
        }
        if need.table(WEEKLY) {
            frames.weekly_counts = Some(self.part(WEEKLY, |_| true)?);
        }
        Some(frames)
    }
}
