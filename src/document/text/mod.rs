//! A table as text: comma-separated, JSON, aligned columns or blocks on a terminal. Returns text, never prints it.

pub mod csv;
pub mod json;
pub mod picture;
pub mod terminal;
