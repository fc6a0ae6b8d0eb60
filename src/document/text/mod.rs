//! A table as text: comma-separated, JSON, or aligned columns on a terminal. Returns text, never prints it.

pub mod csv;
pub mod json;
pub mod terminal;
