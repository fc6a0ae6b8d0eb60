//! Exchanges a whole output folder: the old one or the new one stands there, never half of either.
//!
//! New files go to a folder beside the target; the old folder is put aside, the new one moved in, the old one deleted.
//! What an interrupted run left behind is mended by the next; two runs at once take turns.

#![expect(clippy::disallowed_methods, reason = "writes what is produced")]

use std::{
    collections::BTreeSet,
    fs::{self, File, TryLockError},
    path::{Component, Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread,
    time::Duration,
};

use super::console::Console;
use crate::{
    error::{Error, Result},
    workspace::Workspace,
};

/// A file of an output folder: its path below the folder (`/` between parts) and its bytes.
pub type Piece = (String, Vec<u8>);

/// A folder that is ready to be put in its place: nothing of it is written yet.
pub struct Ready {
    /// Where it will stand.
    pub target: PathBuf,
    /// All that will be in it.
    pub pieces: Vec<Piece>,
    /// What to say when it stands there.
    pub news: Vec<String>,
}

impl Ready {
    /// Replaces the folder and says so.
    ///
    /// # Errors
    /// As [`folder`].
    pub fn publish(self, console: &Console) -> Result<()> {
        folder(&self.target, &self.pieces)?;
        for line in &self.news {
            console.say(line);
        }
        Ok(())
    }
}

/// Replaces the folder `target` by one that holds exactly `pieces`.
///
/// # Errors
/// A full disk, missing rights, a piece whose name would leave the folder, two pieces of one name; the old folder then still
/// stands.
pub fn folder(target: &Path, pieces: &[Piece]) -> Result<()> {
    filled(target, |fresh| fresh.put(pieces))
}

/// Replaces the folder `target` by one that `fill` fills; what was put into it need not be kept in memory until the end.
///
/// # Errors
/// As [`folder`], and whatever `fill` fails with.
pub fn filled(target: &Path, fill: impl FnOnce(&Fresh) -> Result<()>) -> Result<()> {
    let _turn = turn(target)?;
    mend(target)?;
    let fresh = Fresh { folder: beside(target, "new"), names: Mutex::default() };
    let exchanged = fill(&fresh).and_then(|()| exchange(target, &fresh.folder));
    if exchanged.is_err() {
        // The half-written folder is of no use to anyone; the old one is back or never left.
        let _ = fs::remove_dir_all(&fresh.folder);
        mend(target)?;
    }
    exchanged
}

/// How often and how long apart the turn is asked for: five minutes in all, more than a province's papers need.
const TRIES: usize = 6000;
const PAUSE: Duration = Duration::from_millis(50);

/// The right to exchange folders beside `target`, held on the folder that they lie in; the system takes it back when its
/// holder dies. `None` where the system does not lock folders.
fn turn(target: &Path) -> Result<Option<File>> {
    let parent = target.parent().unwrap_or(target);
    fs::create_dir_all(parent).map_err(|cause| cannot(parent, cause))?;
    let Ok(folder) = File::open(parent) else { return Ok(None) };
    for _ in 0..TRIES {
        match folder.try_lock() {
            Ok(()) => return Ok(Some(folder)),
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
    Err(Error::failed(format!("另一个任务正在写 {}。", parent.display())).remedy("等它结束后再运行。"))
}

/// A folder that will stand in the target's place once all is in it.
pub struct Fresh {
    folder: PathBuf,
    /// What is in it, in lower case.
    names: Mutex<BTreeSet<String>>,
}

impl Fresh {
    /// Writes pieces into it; any number of threads may.
    ///
    /// # Errors
    /// As [`folder`].
    pub fn put(&self, pieces: &[Piece]) -> Result<()> {
        pieces.iter().try_for_each(|(name, bytes)| {
            self.claim(name)?;
            write(&self.folder, name, bytes)
        })
    }

    /// Where upper and lower case are one, the later of two such files would replace the earlier one without a word.
    fn claim(&self, name: &str) -> Result<()> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if names.insert(name.to_lowercase()) {
            return Ok(());
        }
        Err(Error::failed(format!("两个成果文件重名：{name}；没有写出任何文件。"))
            .remedy("请检查配置中的县（市、区）和主管部门是否有重名，改正后再运行。"))
    }
}

/// As [`file`], at a place that a person chose.
///
/// # Errors
/// As [`file`], and a place that the workspace lives on.
pub fn chosen(workspace: &Workspace, path: &Path, bytes: &[u8]) -> Result<()> {
    workspace.may_write(path)?;
    file(path, bytes)
}

/// Replaces one file, old or new, never half.
///
/// # Errors
/// As [`folder`].
pub fn file(path: &Path, bytes: &[u8]) -> Result<()> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // Two runs that write the same file each have their own.
    let fresh = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let written = fs::write(&fresh, bytes).and_then(|()| fs::rename(&fresh, path));
    written.map_err(|cause| {
        let _ = fs::remove_file(&fresh);
        cannot(path, cause)
    })
}

/// Mends what an interrupted exchange left: the old folder back where none stands, leftovers removed.
pub fn repair(target: &Path) -> Result<()> {
    let interrupted = ["old", "new"].iter().any(|what| beside(target, what).exists());
    if interrupted {
        let _turn = turn(target)?;
        mend(target)?;
    }
    Ok(())
}

fn mend(target: &Path) -> Result<()> {
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

#[cfg(test)]
mod tests {
    use super::{folder, repair};

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
    fn two_files_of_one_name_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("bulletin");
        let refused = folder(&target, &[piece("甲/A.txt", "1"), piece("甲/a.txt", "2")]).unwrap_err();
        assert!(refused.to_string().contains("甲/a.txt") && !target.exists(), "{refused}");
    }
}
