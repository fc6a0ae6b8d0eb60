//! # tongbao — a five-minute tour
//!
//! County spreadsheets become **sheets**, sheets become **ledger rows** with findings, rows go into the **store**, out of
//! it comes the **state** on a date, the state answers **indicators**, indicators fill a **report**, and a report becomes
//! **documents**. Data flows one way; only [`commands`] joins the stages.
//!
//! ```text
//!  county files       open tables       queries/*.sql   reports/*
//!      │                  ▲ │                  │            │
//!      ▼                  │ ▼                  ▼            ▼
//!  [intake] ──▶ ledger ──▶ [store] ──▶ state ──▶ indicator ──▶ report ──▶ document ──▶ bytes
//!    I/O         pure        I/O        pure       pure         pure        pure
//!  ───────────────────────────── domain (pure leaf) ─────────────────────────────────────────
//!  main ─▶ cli, commands             commands ─▶ every stage, workspace             cli ─▶ choices of commands
//! ```
//!
//! Two more pure stages stand beside `report` and take the tables that queries give: [`analysis`] (time to exit, standardised
//! rates, intervals, pace, anomalies) and [`assess`] (scores for the assessments).
//!
//! What never happens: a figure that is not a query in `queries/`; a document that is printed before the figures
//! reconcile; a finding that loses a row; a stage that reads the clock, the environment or a file it was not given.
//! `tests/architecture.rs` holds the sources to these arrows.

pub mod analysis;
pub mod assess;
pub mod cli;
pub mod commands;
mod confine;
pub mod document;
pub mod domain;
pub mod error;
pub mod indicator;
pub mod intake;
pub mod ledger;
pub mod report;
pub mod state;
pub mod store;
pub mod workspace;

pub use error::{Error, Result};
