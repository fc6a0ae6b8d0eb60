//! From the state to figures: SQL files run over tables, and the typed result `indicators.json` is made of.
//!
//! Never draws, phrases or prints; never opens a file: tables and query texts come in as values.

pub mod figures;
