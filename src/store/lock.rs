//! One writer at a time: a lock that the operating system takes back when its holder dies, and a note on who holds it.
//!
//! Readers never need it. The lock is a file of its own beside the note, because some systems let nobody read a locked
//! file.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::Path,
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use super::{LogNote, fault, files};
use crate::{Error, Result};

const LOCK: &str = ".lock";
const HOLDER: &str = ".lock.json";
/// How often and how long apart the lock is asked for: ten seconds in all, many times what a commit needs.
const TRIES: usize = 500;
const PAUSE: Duration = Duration::from_millis(20);

/// The right to write; given back when dropped, and by the system when the process dies.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the right to write; an error that names the holder where it does not come.
    pub(super) fn take(dir: &Path, note: &LogNote) -> Result<Self> {
        Self::take_within(dir, note, TRIES)
    }

    /// The same with another patience: `tries` times 20 ms.
    pub(super) fn take_within(dir: &Path, note: &LogNote, tries: usize) -> Result<Self> {
        let path = dir.join(LOCK);
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(|cause| fault::io("加锁", &path, cause))?;
        for _ in 0..tries {
            match file.try_lock() {
                Ok(()) => {
                    let holder = json!({"pid": std::process::id(), "who": note.who, "since": note.when});
                    files::replace(&dir.join(HOLDER), holder.to_string().as_bytes())?;
                    return Ok(Self { _file: file });
                }
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                Err(TryLockError::Error(cause)) => return Err(fault::io("加锁", &path, cause)),
            }
        }
        Err(held(dir))
    }
}

fn held(dir: &Path) -> Error {
    let bytes = files::read(&dir.join(HOLDER)).ok().flatten().unwrap_or_default();
    let holder: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let word = |key: &str| holder[key].as_str().filter(|word| !word.is_empty()).unwrap_or("不详").to_owned();
    Error::failed(format!(
        "另一个任务正在写入台账库：进程 {}，用户 {}，开始于 {}。",
        holder["pid"].as_u64().map_or("不详".to_owned(), |pid| pid.to_string()),
        word("who"),
        word("since")
    ))
    .remedy("等它结束后再运行；如果该进程早已不在，请检查 store 文件夹是否放在不支持加锁的网络共享上。")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(who: &str) -> LogNote {
        LogNote { who: who.into(), when: "2023-04-02T08:00:00Z".into(), what: String::new() }
    }

    #[test]
    fn a_held_lock_names_its_holder_and_is_free_again_when_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let lock = Lock::take(dir.path(), &note("王五")).unwrap();
        let refused = Lock::take_within(dir.path(), &note("赵六"), 2).err().unwrap().to_string();
        assert!(refused.contains("王五"), "{refused}");
        assert!(refused.contains("2023-04-02T08:00:00Z"), "{refused}");
        assert!(refused.contains(&std::process::id().to_string()), "{refused}");
        drop(lock);
        assert!(Lock::take_within(dir.path(), &note("赵六"), 2).is_ok());
    }
}
