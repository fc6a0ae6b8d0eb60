//! One verb a file: the only place that composes the stages, and the only one besides the store that writes files.

mod attachments;
pub mod bulletin;
pub mod check;
pub mod console;
pub mod demo;
mod facts;
pub mod figures;
pub mod ingest;
pub mod init;
mod manifest;
pub mod month;
pub mod notices;
mod publish;
pub mod query;
mod record;
pub mod withdraw;

use std::path::PathBuf;

use crate::{
    document::docx,
    domain::{Date, config::Config, font::Fonts},
    error::Result,
    store::Store,
    workspace::{Workspace, fonts},
};

use console::Console;

/// The faces that .docx files name: the first of each configured list, else those of GB/T 9704.
fn docx_names(config: &Config) -> docx::FontNames {
    let usual = docx::FontNames::default();
    let pick = |names: &[String], usual: String| names.first().cloned().unwrap_or(usual);
    docx::FontNames {
        title: pick(&config.fonts.title, usual.title),
        body: pick(&config.fonts.body, usual.body),
        kai: pick(&config.fonts.kai, usual.kai),
        hei: pick(&config.fonts.hei, usual.hei),
        song: pick(&config.fonts.song, usual.song),
    }
}

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
    /// This program's own file, for the processes that read workbooks; without it they are read in this process.
    pub program: Option<PathBuf>,
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

    /// The fonts that are there, the named folder first.
    pub fn fonts(&self, workspace: &Workspace) -> Result<Fonts> {
        let mut dirs: Vec<PathBuf> = self.fonts.iter().cloned().collect();
        dirs.extend(workspace.font_dirs());
        fonts::find(&dirs, &workspace.config.fonts)
    }

    /// The workspace's store.
    pub fn store(&self, workspace: &Workspace) -> Result<Store> {
        Store::open(&workspace.store_dir())
    }
}
