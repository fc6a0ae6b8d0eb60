//! Zip archives within limits: nothing is unpacked before its size has been looked at.
//!
//! Never unpacks to disk and never trusts a declared size.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::rejection::{too_large, unreadable};
use crate::domain::config::Limits;
use crate::domain::sheet::Rejection;

/// Below this many unpacked bytes no ratio is suspicious.
const HARMLESS: u64 = 10 << 20;

/// The parts of a zip archive by name.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Lower-case name with forward slashes → position.
    parts: HashMap<String, usize>,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl<'a> Archive<'a> {
    /// Opens the archive and checks the totals that it declares.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Rejection> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable::damaged())?;
        let mut parts = HashMap::new();
        let mut total: u64 = 0;
        for index in 0..zip.len() {
            let part = zip.by_index_raw(index).map_err(|_| unreadable::damaged())?;
            total = total.saturating_add(part.size());
            let name = part.name().map_err(|_| unreadable::damaged())?.replace('\\', "/").to_lowercase();
            parts.entry(name.trim_start_matches('/').to_owned()).or_insert(index);
        }
        let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX).max(1);
        let left = limits.unpacked_mib << 20;
        if total > left {
            return Err(too_large::unpacked(limits.unpacked_mib));
        }
        if total > HARMLESS && total / packed > limits.ratio {
            return Err(too_large::ratio(limits.ratio));
        }
        Ok(Self { zip, parts, left })
    }

    /// Whether there is a part of this (lower-case) name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(name)
    }

    /// Unpacks a part; `None` where there is none.
    pub(super) fn part(&mut self, name: &str, limits: &Limits) -> Result<Option<Vec<u8>>, Rejection> {
        let Some(index) = self.parts.get(name.to_lowercase().trim_start_matches('/')) else { return Ok(None) };
        let mut part = self.zip.by_index(*index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(what) if what.contains("assword") => unreadable::encrypted(),
            _ => unreadable::damaged(),
        })?;
        let mut bytes = Vec::with_capacity(usize::try_from(part.size().min(64 << 20)).unwrap_or(0));
        // The totals were checked by what is declared: a part that holds more than it says stops right there.
        let declared = part.size();
        let most = self.left.min(declared).saturating_add(1);
        let read = part.by_ref().take(most).read_to_end(&mut bytes).map_err(|_| unreadable::damaged())?;
        let read = u64::try_from(read).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(read).ok_or_else(|| too_large::unpacked(limits.unpacked_mib))?;
        if read > declared {
            return Err(unreadable::damaged());
        }
        Ok(Some(bytes))
    }
}
