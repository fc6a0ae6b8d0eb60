//! From a [`Report`](crate::report::Report) to bytes: one module a dress. Writers return bytes and never touch a file.

pub mod chart;
pub mod docx;
mod formula_text;
pub mod html;
pub mod pdf;
pub mod text;
pub mod xlsx;
