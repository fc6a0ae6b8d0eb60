//! One verb a file: the only place that composes the stages, and the only one besides the store that writes files.

pub mod analyse;
pub mod assess;
mod attachments;
pub mod bulletin;
pub mod check;
pub mod console;
pub mod demo;
pub mod diff;
pub mod doctor;
mod facts;
pub mod figures;
pub mod forms;
pub mod history;
pub mod ingest;
pub mod init;
pub mod kept;
mod letterhead;
mod manifest;
pub mod month;
mod naming;
pub mod notices;
pub mod publicity;
mod publish;
pub mod query;
mod record;
pub mod reports;
mod serials;
pub mod store;
pub mod template;
pub mod trace;
mod view;
pub mod withdraw;

use std::path::{Path, PathBuf};

use crate::{
    document::docx,
    domain::{
        Date,
        config::{Config, County},
        font::Fonts,
    },
    error::{Error, Result},
    store::{LogNote, Store},
    workspace::{Workspace, fonts},
};

use console::Console;

/// Name of the bulletin's folder under the month's.
const BULLETIN: &str = "bulletin";

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
    /// A workspace with everything left at its default, files read in place, and nobody listening: for whoever uses the commands
    /// as a library.
    pub fn silent(workspace: &Path) -> Self {
        Self {
            workspace: Some(workspace.to_path_buf()),
            current: workspace.to_path_buf(),
            out: None,
            at: None,
            date: None,
            fonts: None,
            personal: false,
            program: None,
            console: Console::silent(),
        }
    }

    /// The workspace that is meant.
    ///
    /// # Errors
    /// There is none, or what is produced would go where the workspace keeps what it lives on.
    pub fn workspace(&self) -> Result<Workspace> {
        let workspace = Workspace::find(self.workspace.as_deref(), &self.current)?;
        self.out.iter().try_for_each(|out| workspace.may_write(&self.current.join(out)))?;
        Ok(workspace)
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

/// The unit meant by a code, a name or a short name.
fn unit<'a>(config: &'a Config, word: &str) -> Result<&'a County> {
    let named =
        |county: &&County| [&county.code, &county.name, &county.short].iter().any(|name| name.as_str() == word.trim());
    config.counties.iter().find(named).ok_or_else(|| {
        let names: Vec<&str> = config.counties.iter().take(20).map(|county| county.name.as_str()).collect();
        Error::usage(format!("没有“{word}”这个县（市、区）。")).remedy(format!("可以写：{}。", names.join("、")))
    })
}

/// Who and when, for the store's own log.
#[expect(clippy::disallowed_methods, reason = "the store's log alone says who did what and when")]
fn note(what: String) -> LogNote {
    let who = ["USER", "USERNAME", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(now.as_secs()).unwrap_or_default();
    let when = chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    LogNote { who, when: when.format("%Y-%m-%dT%H:%M:%SZ").to_string(), what }
}
