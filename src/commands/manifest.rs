//! `manifest.json`: from what a folder of documents was made, so that it can be made again and checked.
//!
//! Holds no absolute path and no time of day.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::publish::Piece;
use crate::{
    domain::{font::Face, submission::Submission},
    error::{Error, Result},
    workspace::Workspace,
};

/// Name of the file.
pub(super) const FILE: &str = "manifest.json";

/// Everything the manifest says besides the outputs.
pub(super) struct Origin<'a> {
    /// Which command made the folder (`bulletin`).
    pub command: &'static str,
    /// Version of the store that was read.
    pub store_version: u64,
    /// Options that shape the outputs, in a fixed order.
    pub options: Vec<(&'static str, serde_json::Value)>,
    /// The configuration with the office's own queries and templates.
    pub workspace: &'a Workspace,
    /// Submissions in force up to the date.
    pub submissions: Vec<&'a Submission>,
    /// Faces that were embedded or drawn.
    pub fonts: Vec<&'a Face>,
}

#[derive(Serialize)]
struct Manifest {
    schema: &'static str,
    program: String,
    command: &'static str,
    store_version: u64,
    options: serde_json::Map<String, serde_json::Value>,
    inputs: Vec<Entry>,
    fonts: Vec<Entry>,
    outputs: Vec<Entry>,
}

/// A file by its name and the SHA-256 of its bytes.
#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    name: String,
    sha256: String,
}

/// The manifest of a folder that will hold `pieces`, as one more piece.
///
/// # Errors
/// Never in practice: only if JSON cannot be written.
pub(super) fn piece(origin: &Origin<'_>, pieces: &[Piece]) -> Result<Piece> {
    piece_of(origin, entries(pieces))
}

/// The entries of pieces that are not kept.
pub(super) fn entries(pieces: &[Piece]) -> Vec<Entry> {
    pieces.iter().map(|(name, bytes)| entry(name, bytes)).collect()
}

/// The manifest of a folder whose other files have these entries.
///
/// # Errors
/// As [`piece`].
pub(super) fn piece_of(origin: &Origin<'_>, outputs: Vec<Entry>) -> Result<Piece> {
    let manifest = Manifest {
        schema: "tongbao.manifest/1",
        program: format!("tongbao {}", env!("CARGO_PKG_VERSION")),
        command: origin.command,
        store_version: origin.store_version,
        options: origin.options.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        inputs: inputs(origin),
        fonts: fonts(&origin.fonts),
        outputs: sorted(outputs),
    };
    let mut text =
        serde_json::to_string_pretty(&manifest).map_err(|cause| Error::failed("写不出成果清单。").caused_by(cause))?;
    text.push('\n');
    Ok((FILE.to_owned(), text.into_bytes()))
}

fn inputs(origin: &Origin<'_>) -> Vec<Entry> {
    let workspace = origin.workspace;
    let mut entries = vec![entry(crate::workspace::CONFIG_FILE, workspace.config_text.as_bytes())];
    entries.extend(workspace.rules_text.iter().map(|text| entry(crate::workspace::RULES_FILE, text.as_bytes())));
    entries.extend(workspace.queries.iter().map(|(name, text)| entry(&format!("queries/{name}"), text.as_bytes())));
    entries.extend(workspace.reports.iter().map(|(name, text)| entry(&format!("reports/{name}"), text.as_bytes())));
    entries.extend(origin.submissions.iter().map(|one| Entry { name: one.file.clone(), sha256: one.sha256.clone() }));
    sorted(entries)
}

fn fonts(faces: &[&Face]) -> Vec<Entry> {
    sorted(faces.iter().map(|face| Entry { name: face.file.clone(), sha256: face.sha256().to_owned() }).collect())
}

fn sorted(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort();
    entries.dedup();
    entries
}

fn entry(name: &str, bytes: &[u8]) -> Entry {
    Entry { name: name.to_owned(), sha256: sha256(bytes) }
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
