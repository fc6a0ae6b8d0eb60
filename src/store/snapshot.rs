//! The store as it was at one version: submissions at once, rows and findings when they are asked for.
//!
//! It reads and never writes; it needs no lock, because no file that a version names ever changes.

use std::collections::BTreeMap;

use polars::prelude::*;
use rayon::prelude::*;

use super::{
    RejectedFile,
    data::{self, Kind},
    fault,
    frame::{self, Named, Spot},
    record::{Contents, Held},
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
}

impl Snapshot {
    /// Of the content of a version.
    pub(super) fn new(version: u64, contents: Contents, rows: Table, findings: Table) -> Self {
        let submissions = contents.held.iter().map(|held| held.submission.clone()).collect();
        Self { version, submissions, rejected: contents.rejected, held: contents.held, rows, findings }
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

    /// The same as values, with the id of their submission.
    pub fn rows(&self, until: Option<Date>) -> Result<Vec<(String, Row)>> {
        let frame = self.history(until)?.collect().map_err(|cause| fault::frame("读取数据", cause))?;
        frame::to_rows(&frame).map_err(|cause| fault::frame("读取数据", cause))
    }

    /// Whom the rows at these places are about, up to a day: a few cells of a few rows, not all of them.
    pub fn named<'a>(&self, until: Date, wanted: &[Spot<'a>]) -> Result<BTreeMap<Spot<'a>, Named>> {
        let frame = self.columns(Some(until), |name| frame::NAMED.contains(&name))?;
        frame::named(&frame, wanted).map_err(|cause| fault::frame("读取数据", cause))
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
