//! The vocabulary of the campaign: what a ledger, a row, a finding, a rate and a table are.
//!
//! A pure leaf: it imports no other stage, reads no file and no clock.

pub mod config;
pub mod finding;
pub mod font;
pub mod industry;
pub mod ledger;
pub mod letter;
pub mod nearest;
pub mod personal;
pub mod rate;
pub mod repair;
pub mod row;
pub mod sheet;
pub mod submission;
pub mod table;
pub mod uscc;

/// A calendar day. All dates of the product are days without a time zone.
pub type Date = chrono::NaiveDate;
