//! The store as it was at one version: submissions at once, rows and findings when they are asked for.
//!
//! It reads and never writes; it needs no lock, because no file that a version names ever changes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use polars::prelude::*;
use rayon::prelude::*;

use super::{
    RejectedFile,
    data::{self, Kind},
    fault, files, frame,
    kept::Kept,
    record::{Contents, Held, Place},
    resolve,
    table::Table,
};
use crate::{
    Result,
    domain::{
        Date,
        finding::Finding,
        row::Row,
        submission::{Standing, Submission},
    },
};

/// A version of the store.
#[derive(Debug)]
pub struct Snapshot {
    /// Which version.
    pub version: u64,
    /// All submissions (in force, superseded, withdrawn), in the order in which they were first taken in.
    pub submissions: Vec<Submission>,
    /// Files that were not taken in, until they are.
    pub rejected: Vec<RejectedFile>,
    held: Vec<Held>,
    rows: Table,
    findings: Table,
    kept: Kept,
}

/// Where a row stands: file, sheet, row as the spreadsheet shows it.
pub type Spot = (String, String, u32);

impl Snapshot {
    /// Of the content of a version.
    pub(super) fn new(version: u64, contents: Contents, rows: Table, findings: Table, kept: Kept) -> Self {
        let submissions = contents.held.iter().map(|held| held.submission.clone()).collect();
        Self { version, submissions, rejected: contents.rejected, held: contents.held, rows, findings, kept }
    }

    /// The submissions in force.
    pub fn in_force(&self) -> impl Iterator<Item = &Submission> {
        self.submissions.iter().filter(|one| one.standing == Standing::InForce)
    }

    /// The rows of the submissions in force, lazily: by week, then in the order of the submissions, each submission's
    /// rows in the order of its table. With `until`, of the weeks up to and including that day only, and no other file
    /// is opened. The columns are those of [`frame::rows`].
    pub fn history(&self, until: Option<Date>) -> Result<LazyFrame> {
        data::scan(&self.rows, Kind::Rows, &data::sources(Kind::Rows, self.wanted(until, None)))
    }

    /// The same at once, with the columns that `wanted` names and no other: what is not wanted is not read.
    pub fn columns(&self, until: Option<Date>, wanted: impl Fn(&str) -> bool) -> Result<DataFrame> {
        let names = Kind::Rows.schema()?;
        let columns: Vec<Expr> = names.iter_names().filter(|name| wanted(name)).map(|name| col(name.clone())).collect();
        let frame = self.history(until)?.select(columns).collect();
        frame.map_err(|cause| fault::frame("读取数据", cause))
    }

    /// Rows of the [history](Snapshot::history) by their numbers in it (from 0), in the order asked for, with all columns.
    /// Only the files that hold one of them are read.
    pub fn pick(&self, until: Date, rows: &[u32]) -> Result<DataFrame> {
        data::pick(&self.rows, &data::sources(Kind::Rows, self.wanted(Some(until), None)), rows)
    }

    /// The rows at these places; places where no row is are left out. Only submissions of the files named are looked
    /// through, from the newest week back.
    pub fn rows_at(&self, until: Date, mut spots: BTreeSet<Spot>) -> Result<BTreeMap<Spot, Row>> {
        let files: BTreeSet<String> = spots.iter().map(|(file, ..)| file.clone()).collect();
        let named = self.wanted(Some(until), None).filter(|held| files.contains(&held.submission.file));
        let mut found = BTreeMap::new();
        for source in data::sources(Kind::Rows, named).iter().rev() {
            if spots.is_empty() {
                break;
            }
            data::rows_at(&self.rows, source, &mut spots, &mut found)?;
        }
        Ok(found)
    }

    /// A digest of everything that the submissions in force up to a day hold: equal where, and only where, they have the
    /// same rows in the same order, zero reports included.
    pub fn fingerprint(&self, until: Date) -> String {
        let mut text = String::new();
        for held in self.wanted(Some(until), None) {
            // The id names week, county, ledger and file.
            let Place { part, count, of } = &held.rows;
            let _ = writeln!(text, "{}|{}|{count}|{of}", held.submission.id, part.as_deref().unwrap_or_default());
        }
        files::digest(text.as_bytes())
    }

    /// A part that was [kept](super::Store::keep) for a week, with the wanted columns, if it was made from exactly this.
    pub fn kept(&self, week: Date, made_from: &str, part: &str, wanted: impl Fn(&str) -> bool) -> Option<frame::Frame> {
        self.kept.get(week, made_from, part, wanted)
    }

    /// The same as values, with the id of their submission.
    pub fn rows(&self, until: Option<Date>) -> Result<Vec<(String, Row)>> {
        let frame = self.history(until)?.collect().map_err(|cause| fault::frame("读取数据", cause))?;
        frame::to_rows(&frame).map_err(|cause| fault::frame("读取数据", cause))
    }

    /// The findings of the submissions in force, with the id of their submission: of all weeks, or of one.
    ///
    /// Not among them: `submission.revised` ([`Snapshot::revised`]), rejected files, findings of a state.
    pub fn findings(&self, week: Option<Date>) -> Result<Vec<(String, Finding)>> {
        let sources = data::sources(Kind::Findings, self.wanted(None, week));
        let read = |source: &data::Source| -> Result<Vec<(String, Finding)>> {
            let frame = data::read(&self.findings, source.as_of, source.part)?;
            let mut found = frame::to_findings(&frame).map_err(|cause| fault::frame("读取数据", cause))?;
            found.retain(|(id, _)| source.wants(id));
            Ok(found)
        };
        Ok(sources.par_iter().map(read).collect::<Result<Vec<_>>>()?.concat())
    }

    /// The notices `submission.revised`.
    pub fn revised(&self) -> Vec<Finding> {
        resolve::revised(&self.submissions)
    }

    /// The table `submissions` that queries see.
    pub fn submissions_frame(&self) -> Result<DataFrame> {
        frame::submissions(&self.submissions).map_err(|cause| fault::frame("读取数据", cause))
    }

    /// Submissions in force, up to a day or of one week, with their places.
    fn wanted(&self, until: Option<Date>, week: Option<Date>) -> impl Iterator<Item = &Held> {
        self.held.iter().filter(move |held| {
            let as_of = held.submission.slot.as_of;
            held.submission.standing == Standing::InForce
                && until.is_none_or(|until| as_of <= until)
                && week.is_none_or(|week| as_of == week)
        })
    }

    /// All records with their places, for the upkeep.
    pub(super) fn held(&self) -> &[Held] {
        &self.held
    }
}
