//! What was computed from a version's content and is kept beside it, so that it need not be computed again.
//!
//! ```text
//! store/kept/<week>/index.json        what it was made from (`made_from`), the version, and the file of each part
//! store/kept/<week>/<hash>.parquet    a part
//! ```
//!
//! Derived, and never trusted: a part is handed out only where the caller names exactly what it was made from and its
//! bytes are those that the index promises; everything else is as if nothing were kept. No version names these files,
//! deleting the folder loses nothing, and the store does not know what the parts mean.

use std::{collections::BTreeMap, io::Cursor, path::PathBuf};

use polars::prelude::*;
use serde::{Deserialize, Serialize};

use super::{fault, files};
use crate::{Result, domain::Date};

const FOLDER: &str = "kept";
const INDEX: &str = "index.json";
/// Weeks for which something is kept: the running month and the one that is reported on.
const WEEKS: usize = 6;

/// What is in a week's folder.
#[derive(Serialize, Deserialize)]
struct Index {
    made_from: String,
    /// The version that stood when it was made; older indexes have none.
    #[serde(default)]
    version: Option<u64>,
    /// Hash of each part's file, by its name.
    parts: BTreeMap<String, String>,
}

/// The folder of a store for what is kept.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    folder: PathBuf,
}

impl Kept {
    /// In the store's folder.
    pub(super) fn new(store: &std::path::Path) -> Self {
        Self { folder: store.join(FOLDER) }
    }

    /// Keeps these parts of a week instead of those before, while this version stands; the oldest weeks go.
    pub(super) fn put(&self, week: Date, version: u64, made_from: &str, parts: Vec<(String, DataFrame)>) -> Result<()> {
        let folder = self.folder.join(week.to_string());
        let mut index = Index { made_from: made_from.to_owned(), version: Some(version), parts: BTreeMap::new() };
        for (name, mut frame) in parts {
            index.parts.insert(name, files::write(&folder, &mut frame)?.0);
        }
        let text = serde_json::to_vec(&index).map_err(|cause| fault::damaged(INDEX).caused_by(cause))?;
        files::replace(&folder.join(INDEX), &text)?;
        let is_part = |name: &str| index.parts.values().any(|part| files::name_of(part) == name);
        for name in files::names(&folder)?.iter().filter(|name| *name != INDEX && !is_part(name)) {
            files::remove(&folder.join(name))?;
        }
        self.forget_oldest()
    }

    /// The weeks of which something is kept, with the version that stood then. Nothing is kept before a commit is done,
    /// so this bears witness to versions whose entry in the log is gone; a missing folder says nothing.
    pub(super) fn weeks(&self) -> Result<Vec<(Date, Option<u64>)>> {
        let weeks = files::names(&self.folder)?.into_iter().filter_map(|name| name.parse::<Date>().ok());
        let version = |week: Date| -> Option<u64> {
            let bytes = files::read(&self.folder.join(week.to_string()).join(INDEX)).ok()??;
            serde_json::from_slice::<Index>(&bytes).ok()?.version
        };
        Ok(weeks.map(|week| (week, version(week))).collect())
    }

    fn forget_oldest(&self) -> Result<()> {
        let mut weeks = files::names(&self.folder)?;
        weeks.sort();
        let old = weeks.len().saturating_sub(WEEKS);
        weeks[..old].iter().try_for_each(|week| files::remove_folder(&self.folder.join(week)))
    }

    /// A part of a week that was made from exactly this, with the wanted columns; `None` where there is none that is sound.
    pub(super) fn get(
        &self,
        week: Date,
        made_from: &str,
        part: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> Option<DataFrame> {
        let folder = self.folder.join(week.to_string());
        let index: Index = serde_json::from_slice(&files::read(&folder.join(INDEX)).ok()??).ok()?;
        let hash = index.parts.get(part).filter(|_| index.made_from == made_from)?;
        let bytes = files::read(&folder.join(files::name_of(hash))).ok()??;
        if files::digest(&bytes) != *hash {
            return None;
        }
        let mut reader = ParquetReader::new(Cursor::new(bytes));
        let names = reader.schema().ok()?;
        let names = names.iter_names().map(PlSmallStr::to_string).filter(|name| wanted(name)).collect();
        reader.with_columns(Some(names)).finish().ok()
    }
}
