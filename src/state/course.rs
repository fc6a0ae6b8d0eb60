//! One pass over the weeks of one ledger: on every closing day, which county's row stands for each entry, and as what.
//!
//! It knows rows by their number only; keys come from [`keys`](super::keys), evidence from [`evidence`](super::evidence).

use std::cmp::Reverse;

use super::{
    Status,
    deliveries::{Day, Delivery},
    keys::{Keys, NO_KEY},
};

/// What each row of the history proves, and from when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Excluded, with its document.
    Excluded,
    /// Out from this day on, remaining before.
    ExitedFrom(Day),
    /// In.
    Remaining,
}

impl Standing {
    /// What the row says on a day.
    fn on(self, day: Day) -> Status {
        match self {
            Self::Excluded => Status::Excluded,
            Self::ExitedFrom(from) if from <= day => Status::Exited,
            Self::ExitedFrom(_) | Self::Remaining => Status::Remaining,
        }
    }
}

/// One county's word on one entry, up to the day that the pass has reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Listing {
    /// Position of the county.
    pub county: u16,
    /// The week in which this county listed the entry first.
    pub first: Day,
    /// The week of its newest row.
    pub newest: Day,
    /// Its newest row: the first one of the entry in that submission.
    pub row: usize,
    next: u32,
}

/// How an entry stands on a closing day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stand {
    /// Position of the county that owns it.
    pub county: u16,
    /// What it is.
    pub status: Status,
    /// The row of the history that says so.
    pub row: u32,
}

/// A row whose key had already come in the same submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Repeat {
    /// The week of the submission.
    pub as_of: Day,
    /// The row.
    pub row: usize,
    /// The row of the same submission that counts.
    pub counted: usize,
    /// Number of the key.
    pub key: u32,
}

/// One ledger from its first week to T.
#[derive(Debug, Default)]
pub(super) struct Course {
    /// For every closing day, how each entry stands (by the number of its key); `None` before its first listing.
    pub weeks: Vec<Vec<Option<Stand>>>,
    /// Repeated rows of all submissions.
    pub repeats: Vec<Repeat>,
    listings: Vec<Listing>,
    heads: Vec<u32>,
    newest: Vec<Option<Day>>,
}

/// The end of a chain of listings.
const END: u32 = u32::MAX;

impl Course {
    /// Goes over the deliveries, week after week, and notes how every entry stands on each of the `days`.
    ///
    /// `days` ascend, the last is T; no delivery is later than T.
    pub fn run(deliveries: &[Delivery], keys: &Keys, standings: &[Standing], units: usize, days: &[Day]) -> Self {
        let mut course = Self { heads: vec![END; keys.keys.len()], newest: vec![None; units], ..Self::default() };
        let mut numbers = keys.of_rows.as_slice();
        let mut ahead = deliveries;
        for &day in days {
            let due = ahead.partition_point(|delivery| delivery.as_of <= day);
            let (now, later) = ahead.split_at(due);
            for delivery in now {
                let (mine, rest) = numbers.split_at(delivery.rows.len());
                course.take(delivery, mine);
                numbers = rest;
            }
            ahead = later;
            let stands = course.heads.iter().map(|&head| course.stand(head, standings, day)).collect();
            course.weeks.push(stands);
        }
        course
    }

    /// Takes in one delivery.
    fn take(&mut self, delivery: &Delivery, keys: &[u32]) {
        self.newest[usize::from(delivery.county)] = Some(delivery.as_of);
        for (row, &key) in delivery.rows.clone().zip(keys) {
            if key != NO_KEY {
                self.list(delivery, row, key);
            }
        }
    }

    /// Takes in one row.
    fn list(&mut self, delivery: &Delivery, row: usize, key: u32) {
        let as_of = delivery.as_of;
        match self.position(key, delivery.county) {
            Some(known) if self.listings[known].newest == as_of => {
                self.repeats.push(Repeat { as_of, row, counted: self.listings[known].row, key });
            }
            Some(known) => {
                self.listings[known].newest = as_of;
                self.listings[known].row = row;
            }
            None => {
                let next = self.heads[key as usize];
                self.heads[key as usize] = u32::try_from(self.listings.len()).unwrap_or(END);
                self.listings.push(Listing { county: delivery.county, first: as_of, newest: as_of, row, next });
            }
        }
    }

    fn position(&self, key: u32, county: u16) -> Option<usize> {
        let mut at = self.heads[key as usize];
        while let Some(listing) = self.listings.get(at as usize) {
            if listing.county == county {
                return Some(at as usize);
            }
            at = listing.next;
        }
        None
    }

    fn chain(&self, head: u32) -> impl Iterator<Item = &Listing> {
        std::iter::successors(self.listings.get(head as usize), |listing| self.listings.get(listing.next as usize))
    }

    /// All counties' words on an entry, as of T.
    pub fn listings(&self, key: usize) -> impl Iterator<Item = &Listing> {
        self.chain(self.heads[key])
    }

    /// The week in which any county listed an entry first.
    pub fn first_seen(&self, key: usize) -> Option<Day> {
        self.listings(key).map(|listing| listing.first).min()
    }

    /// Whether the county's newest submission lists the entry (it may be late with the next one).
    pub fn still_lists(&self, listing: &Listing) -> bool {
        self.newest[usize::from(listing.county)] == Some(listing.newest)
    }

    /// The owner's word: of the counties that still list the entry the one that listed it first, else of all the one with
    /// the newest row, then the first listing; the smaller code where both are equal.
    fn owner(&self, head: u32) -> Option<&Listing> {
        self.chain(head).min_by_key(|listing| {
            let lists = self.still_lists(listing);
            let freshness = if lists { None } else { Some(Reverse(listing.newest)) };
            (!lists, freshness, listing.first, listing.county)
        })
    }

    fn stand(&self, head: u32, standings: &[Standing], day: Day) -> Option<Stand> {
        let owner = self.owner(head)?;
        let status = standings[owner.row].on(day);
        Some(Stand { county: owner.county, status, row: u32::try_from(owner.row).ok()? })
    }
}
