//! From the state to figures: SQL files run over tables, and the typed result `indicators.json` is made of.
//!
//! Never draws, phrases or prints; never opens a file: tables and query texts come in as values.

pub mod catalogue;
pub mod contract;
pub mod engine;
pub mod figures;
pub mod guard;
mod masking;
mod nearest;
pub mod params;
pub mod result;
pub mod schema;
pub mod tables;
