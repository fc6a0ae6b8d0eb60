//! Queries about data quality and pledges against a fold over the rows.

use super::ledger::{Asked, text};
