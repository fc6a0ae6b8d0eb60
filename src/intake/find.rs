//! The files of a run, in the order in which they count.
//!
//! Follows no links to folders and opens no file.
#![allow(clippy::disallowed_methods, reason = "looking for files is this module's work")]

use std::fs;
use std::path::{Path, PathBuf};

use crate::domain::letter;
use crate::error::{Error, Result};

/// Endings of the files that counties send; WPS's .et and macro workbooks are looked into as well.
const ENDINGS: [&str; 6] = ["xlsx", "xls", "ods", "csv", "et", "xlsm"];

/// A file to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// Where it is on the disk.
    pub disk: PathBuf,
    /// Its path below the folder that was given, that folder's own name in front where it bears a date; `/` between parts.
    pub path: String,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The files to be read, in order: those of a folder before its subfolders, each by name.
    pub files: Vec<FoundFile>,
    /// Paths of files that are passed over: `~$*.xlsx`, Thumbs.db and other kinds.
    pub ignored: Vec<String>,
    /// Those of `ignored` that were given by themselves, not found in a folder.
    pub named: Vec<String>,
}

/// Finds the files under `paths` (files and folders, in the order given; one that is met twice counts once).
///
/// `bears_date` tells whether a folder's name has a date in it. Fails where a path is not there or cannot be listed.
pub fn find(paths: &[PathBuf], bears_date: impl Fn(&str) -> bool) -> Result<Found> {
    let mut found = Found::default();
    for path in paths {
        let kind = fs::metadata(path).map_err(|error| not_there(path, error))?;
        let folder = if kind.is_dir() { Some(path.as_path()) } else { path.parent() };
        let own = folder.and_then(own_name).filter(|name| bears_date(name)).unwrap_or_default();
        if kind.is_dir() {
            walk(path, &own, &mut found)?;
        } else {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let before = found.ignored.len();
            take(path.clone(), &own, &name, &mut found);
            found.named.extend_from_slice(&found.ignored[before..]);
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.files.retain(|file| seen.insert(fs::canonicalize(&file.disk).unwrap_or_else(|_| file.disk.clone())));
    Ok(found)
}

fn not_there(path: &Path, error: std::io::Error) -> Error {
    let message = format!("找不到或打不开“{}”。", path.display());
    Error::usage(message).remedy("请检查路径是否写对、是否有权读取。").caused_by(error)
}

/// A folder's own name, also where it was given as `.`.
fn own_name(folder: &Path) -> Option<String> {
    let named = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    named(folder).or_else(|| {
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        named(&fs::canonicalize(here).ok()?)
    })
}

fn walk(folder: &Path, prefix: &str, found: &mut Found) -> Result<()> {
    let mut files = Vec::new();
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| not_there(folder, error))? {
        let entry = entry.map_err(|error| not_there(folder, error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().map_err(|error| not_there(&entry.path(), error))?;
        if kind.is_dir() {
            folders.push((name, entry.path()));
        } else {
            files.push((name, entry.path()));
        }
    }
    files.sort();
    folders.sort();
    for (name, path) in files {
        take(path, prefix, &name, found);
    }
    for (name, path) in folders {
        walk(&path, &joined(prefix, &name), found)?;
    }
    Ok(())
}

/// The path as it stands in messages and documents: a name may not write lines of its own into a log, nor turn the line around.
fn joined(prefix: &str, name: &str) -> String {
    let name = name.replace(letter::steers, "_");
    if prefix.is_empty() { name } else { format!("{prefix}/{name}") }
}

fn take(disk: PathBuf, prefix: &str, name: &str, found: &mut Found) {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let path = joined(prefix, name);
    let temporary = name.starts_with("~$") || name.starts_with('.');
    if !temporary && ENDINGS.contains(&ending.as_str()) && !disk.is_dir() {
        found.files.push(FoundFile { disk, path });
    } else {
        found.ignored.push(path);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::find;
    use std::fs;

    fn paths(given: &[std::path::PathBuf]) -> (Vec<String>, Vec<String>) {
        let found = find(given, |name| name.starts_with("2023")).unwrap();
        (found.files.into_iter().map(|file| file.path).collect(), found.ignored)
    }

    #[test]
    fn files_of_a_folder_come_before_its_subfolders_each_by_name() {
        let root = tempfile::tempdir().unwrap();
        let base = root.path().join("收件");
        for folder in ["2023-04-16/补报", "2023-04-09"] {
            fs::create_dir_all(base.join(folder)).unwrap();
        }
        for file in [
            "2023-04-16/b.xlsx",
            "2023-04-16/a.CSV",
            "2023-04-16/~$a.xlsx",
            "2023-04-16/Thumbs.db",
            "2023-04-16/补报/0.xls",
            "2023-04-09/z.ods",
            "说明.docx",
        ] {
            fs::write(base.join(file), "x").unwrap();
        }
        let all = ["2023-04-09/z.ods", "2023-04-16/a.CSV", "2023-04-16/b.xlsx", "2023-04-16/补报/0.xls"];
        let (files, ignored) = paths(std::slice::from_ref(&base));
        assert_eq!(files, all);
        assert_eq!(ignored, ["说明.docx", "2023-04-16/Thumbs.db", "2023-04-16/~$a.xlsx"]);
        let nine = [base.join("2023-04-09"), base.join("2023-04-16")];
        assert_eq!(paths(&nine).0, all, "a dated folder that is given keeps its name");
        assert_eq!(
            paths(&[base.join("2023-04-16/b.xlsx"), base.join("2023-04-16/补报")]).0,
            ["2023-04-16/b.xlsx", "0.xls"]
        );
        assert_eq!(paths(&[base.clone(), base]).0, all, "met twice, counted once");
        assert!(find(&[root.path().join("nothing")], |_| false).is_err());
    }
}
