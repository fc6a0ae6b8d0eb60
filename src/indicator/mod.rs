//! From the state to figures: SQL files run over tables, and the typed result `indicators.json` is made of.
//!
//! Never draws, phrases or prints; never opens a file: tables and query texts come in as values.

pub mod catalogue;
pub mod compute;
pub mod contract;
pub mod dictionary;
mod display;
pub mod engine;
pub mod figures;
pub mod guard;
pub mod json;
mod masking;
pub mod nearest;
pub mod need;
mod pace;
pub mod params;
pub mod parquet;
pub mod read;
pub mod reconcile;
pub mod result;
pub mod schema;
pub mod tables;
pub mod trace;

pub use compute::compute;
