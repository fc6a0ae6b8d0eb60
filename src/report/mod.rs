//! From figures and templates to a [`Report`]: title, paragraphs, tables, charts, attachments; the Chinese phrasing.
//!
//! Never sees a data frame, never writes bytes: `document` dresses a [`Report`] as docx, PDF and HTML.

pub mod chart;
pub mod model;

pub use chart::{Chart, ChartKind};
pub use model::{Annex, Block, Imprint, Layout, Report, Signature};
