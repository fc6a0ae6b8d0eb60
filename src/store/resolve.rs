//! Which submission of a slot is in force: the rules of domain.md “Order of files” as a fold, nothing else.
//!
//! A submission is taken in one after the other and meets only what is already there, so nine folders in one run and in
//! nine runs give the same state:
//!
//! * The later file replaces the one in force; but a 补报 in force is only replaced by another 补报. The one passed over is
//!   kept as superseded, and both ways the one in force counts as revised.
//! * The same file again (same SHA-256, same slot) is neither a revision nor a second submission, whether it is in force
//!   or has been superseded meanwhile.
//! * A withdrawn slot has nothing in force. A *new* file puts it in force again and starts afresh: it replaced nothing.
//!   The *same* file only does so where the person named the file itself ([`Arrival::explicit`]); found again in a folder
//!   it stays out, because offices hand the program the same growing folder week after week, and what was withdrawn
//!   must not creep back. In an empty slot that holds for a superseded file too: named, it is in force again.
//!
//! Pure: no file, no clock.
//!
//! [`Arrival::explicit`]: super::Arrival::explicit

use std::collections::BTreeMap;

use crate::domain::{
    finding::{Code, Finding},
    submission::{Slot, Standing, Submission},
};

/// What became of a submission that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The first of its slot: in force.
    InForce,
    /// In force instead of an earlier one.
    Revision,
    /// A 补报 is in force and stays so; this one is kept as superseded.
    PassedOver,
    /// The same file was there already: nothing changes.
    SameAgain,
    /// The same file was there, but withdrawn (or superseded by one that was): it stays out.
    StaysOut,
    /// The same file, named by the person: in force again.
    BackInForce,
}

impl Fate {
    /// Whether the rows of this arrival must be kept.
    pub fn is_new(self) -> bool {
        match self {
            Self::InForce | Self::Revision | Self::PassedOver | Self::BackInForce => true,
            Self::SameAgain | Self::StaysOut => false,
        }
    }
}

/// All submissions of a store, indexed by slot.
#[derive(Debug, Clone, Default)]
pub struct Docket {
    submissions: Vec<Submission>,
    by_slot: BTreeMap<Slot, Vec<usize>>,
}

impl Docket {
    /// From those that are there already, in their order.
    pub fn new(submissions: Vec<Submission>) -> Self {
        let mut by_slot: BTreeMap<Slot, Vec<usize>> = BTreeMap::new();
        for (index, submission) in submissions.iter().enumerate() {
            by_slot.entry(submission.slot.clone()).or_default().push(index);
        }
        Self { submissions, by_slot }
    }

    /// All submissions with their standing.
    pub fn into_submissions(self) -> Vec<Submission> {
        self.submissions
    }

    /// Takes one in and says what became of it. `explicit`: the person named this very file.
    pub fn take_in(&mut self, new: Submission, explicit: bool) -> Fate {
        let current = self.in_force(&new.slot);
        let Some(known) = self.peers(&new.slot).find(|index| self.submissions[*index].sha256 == new.sha256) else {
            self.submissions.push(new);
            let index = self.submissions.len() - 1;
            self.by_slot.entry(self.submissions[index].slot.clone()).or_default().push(index);
            return self.compete(index, current);
        };
        let out = match self.submissions[known].standing {
            Standing::InForce => return Fate::SameAgain,
            Standing::Superseded if current.is_some() => return Fate::SameAgain,
            Standing::Superseded | Standing::Withdrawn => !explicit,
        };
        if out {
            return Fate::StaysOut;
        }
        self.submissions[known] = new;
        match self.compete(known, current) {
            Fate::PassedOver => Fate::PassedOver,
            Fate::Revision | Fate::InForce | Fate::SameAgain | Fate::StaysOut | Fate::BackInForce => Fate::BackInForce,
        }
    }

    /// Takes the submission in force out of it; `false` where there is none.
    pub fn withdraw(&mut self, slot: &Slot) -> bool {
        let current = self.in_force(slot);
        if let Some(index) = current {
            self.submissions[index].standing = Standing::Withdrawn;
        }
        current.is_some()
    }

    fn peers(&self, slot: &Slot) -> impl Iterator<Item = usize> {
        self.by_slot.get(slot).into_iter().flatten().copied()
    }

    fn in_force(&self, slot: &Slot) -> Option<usize> {
        self.peers(slot).find(|index| self.submissions[*index].standing == Standing::InForce)
    }

    fn compete(&mut self, new: usize, current: Option<usize>) -> Fate {
        let Some(current) = current else {
            self.submissions[new].standing = Standing::InForce;
            return Fate::InForce;
        };
        let wins = self.submissions[new].supplementary || !self.submissions[current].supplementary;
        let (winner, loser) = if wins { (new, current) } else { (current, new) };
        self.submissions[winner].standing = Standing::InForce;
        self.submissions[winner].revision = self.submissions[current].revision + 1;
        self.submissions[loser].standing = Standing::Superseded;
        if wins { Fate::Revision } else { Fate::PassedOver }
    }
}

/// The notice `submission.revised` for every submission in force that was not the only one of its slot.
///
/// It has a file and a sheet but no cell; the order is that of the submissions.
pub fn revised(submissions: &[Submission]) -> Vec<Finding> {
    submissions
        .iter()
        .filter(|submission| submission.standing == Standing::InForce && submission.revision > 0)
        .map(|submission| Finding {
            code: Code::SubmissionRevised,
            county: Some(submission.slot.county.clone()),
            ledger: Some(submission.slot.ledger),
            as_of: Some(submission.slot.as_of),
            file: submission.file.clone(),
            sheet: submission.sheet.clone(),
            row: 0,
            column: 0,
            value: String::new(),
            message: format!(
                "{}{}：截止{}的{}台账先后收到{}份报送，以本表为准。",
                submission.file,
                place(&submission.sheet),
                submission.slot.as_of,
                submission.slot.ledger.label(),
                submission.revision + 1
            ),
            remedy: "无需处理；如本表有误，请重新报送，或由市信用办撤回。".to_owned(),
        })
        .collect()
}

fn place(sheet: &str) -> String {
    if sheet.is_empty() { String::new() } else { format!("「{sheet}」") }
}
