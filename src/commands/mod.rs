//! One verb a file: the only place that composes the stages, and the only one besides the store that writes files.

pub mod console;
pub mod init;
pub mod manifest;
pub mod publish;

use std::path::PathBuf;

use crate::{domain::Date, error::Result, workspace::Workspace};

use console::Console;

/// How a command that was carried out ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Done (exit status 0).
    Done,
    /// Done, but something needs a person: findings of severity error, a rejected file (exit status 1).
    NeedsAttention,
}

/// What every command is given.
#[derive(Clone)]
pub struct Setting {
    /// `--workspace`.
    pub workspace: Option<PathBuf>,
    /// The current folder.
    pub current: PathBuf,
    /// `--out`.
    pub out: Option<PathBuf>,
    /// `--at`.
    pub at: Option<u64>,
    /// `--date`.
    pub date: Option<Date>,
    /// `--fonts`.
    pub fonts: Option<PathBuf>,
    /// `--personal`.
    pub personal: bool,
    /// Where to speak.
    pub console: Console,
}

impl Setting {
    /// The workspace that is meant.
    pub fn workspace(&self) -> Result<Workspace> {
        Workspace::find(self.workspace.as_deref(), &self.current)
    }

    /// The folder for what is produced.
    pub fn out_dir(&self, workspace: &Workspace) -> PathBuf {
        self.out.clone().unwrap_or_else(|| workspace.out_dir())
    }
}
