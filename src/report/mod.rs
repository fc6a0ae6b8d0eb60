//! From figures and templates to a [`Report`]: title, paragraphs, tables, charts, attachments; the Chinese phrasing.
//!
//! ```text
//!  facts ──▶ context ──▶ template (reports/*.md) ──▶ Markdown ──▶ page ──▶ assemble ──▶ Report
//!    └─────▶ tables, charts ───────────────────────────────────────────────┘
//! ```
//!
//! Never sees a data frame, never writes bytes: `document` dresses a [`Report`] as docx, PDF and HTML.

pub mod assemble;
pub mod bulletin;
pub mod chart;
pub mod charts;
mod context;
pub mod escape;
pub mod facts;
pub mod form;
pub mod model;
pub mod notice;
pub mod page;
pub mod publicity;
pub mod standing;
pub mod tables;
pub mod task;
pub mod task_list;
pub mod template;
pub mod words;

pub use bulletin::bulletin;
pub use chart::{Chart, ChartKind};
pub use facts::{BulletinFacts, NoticeFacts};
pub use form::{Forms, Sheet};
pub use model::{Annex, Block, Imprint, Layout, Report, Signature};
pub use notice::Mailing;
pub use task::TaskEntry;
pub use template::Templates;
