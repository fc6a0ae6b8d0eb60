//! Every figure against a naive fold over rows, the guard against hostile texts, and the contracts of all queries.
#![allow(
    clippy::disallowed_methods,
    clippy::type_complexity,
    clippy::semicolon_if_nothing_returned,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs
)]

mod contracts;
mod display;
mod figures;
mod guard;
mod ledger;
mod lists;
mod quality;
