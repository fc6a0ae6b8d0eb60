//! Every figure against a naive fold over rows, the guard against hostile texts, and the contracts of all queries.
#![allow(
    clippy::disallowed_methods,
    clippy::type_complexity,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::float_cmp,
    clippy::semicolon_if_nothing_returned,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs
)]

mod contracts;
mod figures;
mod fuzz;
mod guard;
mod ledger;
mod lists;
mod methods;
mod quality;
mod schemes;
#[path = "../support/mod.rs"]
mod support;
