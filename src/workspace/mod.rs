//! Workspace.

pub mod fonts;
