//! The package for the assessments that use the campaign's results: indicator sheets defined in TOML, scores by county.
//!
//! A scheme names indicators; an indicator is a formula over the results of queries, with a weight and two thresholds.
//! Never counts entries (queries do) and never decides a weight: those that the program carries are examples and say so.

mod exact;
mod formula;
pub mod json;
mod reader;
mod reading;
pub mod scheme;
pub mod score;
mod scored;
pub mod sheets;

pub use exact::Exact;
pub use formula::{Figure, Formula, Misread, NoValue};
pub use scheme::Scheme;
pub use score::Assessed;

/// What a scheme whose weights are examples says wherever it is printed.
pub const EXAMPLE: &str = "示例权重，须以正式文件为准";
/// The query that tells which units have entries to govern.
pub const TASKS: &str = "county_counts";
