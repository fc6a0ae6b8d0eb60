//! Exchanges a whole output folder: the old one or the new one stands there, never half of either.
//!
//! New files go to a folder beside the target; the old folder is put aside, the new one moved in, the old one deleted.
//! What an interrupted run left behind is mended by the next.

#![expect(clippy::disallowed_methods, reason = "writes what is produced")]

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use crate::error::{Error, Result};

/// A file of an output folder: its path below the folder (`/` between parts) and its bytes.
pub type Piece = (String, Vec<u8>);

/// Replaces the folder `target` by one that holds exactly `pieces`.
///
/// # Errors
/// A full disk, missing rights, a piece whose name would leave the folder; the old folder then still stands.
pub fn folder(target: &Path, pieces: &[Piece]) -> Result<()> {
    filled(target, |fresh| fresh.put(pieces))
}

/// Replaces the folder `target` by one that `fill` fills; what was put into it need not be kept in memory until the end.
///
/// # Errors
/// As [`folder`], and whatever `fill` fails with.
pub fn filled(target: &Path, fill: impl FnOnce(&Fresh) -> Result<()>) -> Result<()> {
    repair(target)?;
    let fresh = Fresh(beside(target, "new"));
    let exchanged = fill(&fresh).and_then(|()| exchange(target, &fresh.0));
    if exchanged.is_err() {
        // The half-written folder is of no use to anyone; the old one is back or never left.
        let _ = fs::remove_dir_all(&fresh.0);
        repair(target)?;
    }
    exchanged
}

/// A folder that will stand in the target's place once all is in it.
pub struct Fresh(PathBuf);

impl Fresh {
    /// Writes pieces into it; any number of threads may.
    ///
    /// # Errors
    /// As [`folder`].
    pub fn put(&self, pieces: &[Piece]) -> Result<()> {
        pieces.iter().try_for_each(|(name, bytes)| write(&self.0, name, bytes))
    }
}

/// Replaces one file, old or new, never half.
///
/// # Errors
/// As [`folder`].
pub fn file(path: &Path, bytes: &[u8]) -> Result<()> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let fresh = path.with_file_name(format!(".{name}.new"));
    let written = fs::write(&fresh, bytes).and_then(|()| fs::rename(&fresh, path));
    written.map_err(|cause| {
        let _ = fs::remove_file(&fresh);
        cannot(path, cause)
    })
}

/// Mends what an interrupted exchange left: the old folder back where none stands, leftovers removed.
pub fn repair(target: &Path) -> Result<()> {
    let old = beside(target, "old");
    let fresh = beside(target, "new");
    if old.exists() && !target.exists() {
        fs::rename(&old, target).map_err(|cause| cannot(target, cause))?;
    }
    for leftover in [old, fresh] {
        if leftover.exists() {
            fs::remove_dir_all(&leftover).map_err(|cause| cannot(&leftover, cause))?;
        }
    }
    Ok(())
}

fn exchange(target: &Path, fresh: &Path) -> Result<()> {
    let old = beside(target, "old");
    if target.exists() {
        fs::rename(target, &old).map_err(|cause| cannot(target, cause))?;
    }
    fs::rename(fresh, target).map_err(|cause| cannot(target, cause))?;
    if old.exists() {
        fs::remove_dir_all(&old).map_err(|cause| cannot(&old, cause))?;
    }
    Ok(())
}

fn beside(target: &Path, what: &str) -> PathBuf {
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    target.with_file_name(format!(".{name}.{what}"))
}

fn write(dir: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let relative = Path::new(name);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(Error::failed(format!("“{name}”不能作为成果文件名：它会离开成果文件夹。")));
    }
    let path = dir.join(relative);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|cause| cannot(parent, cause))?;
    }
    fs::write(&path, bytes).map_err(|cause| cannot(&path, cause))
}

fn cannot(path: &Path, cause: std::io::Error) -> Error {
    Error::failed(format!("写不了 {}：{cause}。", path.display()))
        .remedy("检查磁盘空间和写入权限，并关掉正打开着这些文件的 WPS 或 Excel，再运行一次；原来的成果没有动。")
        .caused_by(cause)
}

/// A name taken from data as a safe name of a file or folder: no separators, control or direction marks, no reserved
/// word, at most sixty characters.
pub fn safe_name(name: &str) -> String {
    let cleaned: String = name
        .chars()
        .filter(|letter| !letter.is_control() && !matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .map(|letter| if "/\\:*?\"<>|／＼：＊？＂＜＞｜".contains(letter) { '_' } else { letter })
        .take(60)
        .collect();
    let trimmed = cleaned.trim_matches([' ', '.', '　']);
    let stem = trimmed.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let reserved = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (stem.len() == 4
            && (stem.starts_with("COM") || stem.starts_with("LPT"))
            && stem.ends_with(|c: char| c.is_ascii_digit()));
    match trimmed {
        "" => "未命名".to_owned(),
        name if reserved => format!("_{name}"),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{folder, repair, safe_name};

    fn piece(name: &str, text: &str) -> (String, Vec<u8>) {
        (name.to_owned(), text.as_bytes().to_vec())
    }

    #[test]
    fn a_folder_is_replaced_whole() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("2023-04").join("bulletin");
        folder(&target, &[piece("a.txt", "1"), piece("charts/b.txt", "2")]).unwrap();
        folder(&target, &[piece("c.txt", "3")]).unwrap();
        let names: Vec<_> = std::fs::read_dir(&target).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names, ["c.txt"]);
        assert_eq!(std::fs::read_dir(target.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_name_that_leaves_the_folder_is_refused_and_the_old_folder_stands() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("bulletin");
        folder(&target, &[piece("a.txt", "1")]).unwrap();
        assert!(folder(&target, &[piece("b.txt", "1"), piece("../b.txt", "2")]).is_err());
        assert!(target.join("a.txt").exists() && !dir.path().join("b.txt").exists() && !target.join("b.txt").exists());
    }

    #[test]
    fn an_interrupted_exchange_is_mended() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("bulletin");
        std::fs::create_dir_all(dir.path().join(".bulletin.old")).unwrap();
        std::fs::create_dir_all(dir.path().join(".bulletin.new")).unwrap();
        std::fs::write(dir.path().join(".bulletin.old/a.txt"), "1").unwrap();
        repair(&target).unwrap();
        assert!(target.join("a.txt").exists());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn names_from_data_are_safe() {
        assert_eq!(safe_name("../交通/运输局"), "_交通_运输局");
        assert_eq!(safe_name("CON.txt"), "_CON.txt");
        assert_eq!(safe_name("a\u{202e}b\0"), "ab");
        assert_eq!(safe_name("  . "), "未命名");
        assert_eq!(safe_name(&"县".repeat(300)).chars().count(), 60);
    }
}
