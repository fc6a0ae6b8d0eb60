//! What holds a child process of this program: its limits, a clock that outlives its parent, and what its end meant.
//!
//! Spreadsheets are read and questions are answered in such processes: what crashes, hangs or floods the memory there
//! hurts one file or one question, never the program. Knows nothing of either.

use std::{
    ffi::OsStr,
    io::{self, Read},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    time::Duration,
};

/// By how much a process outlives its own limit: the one that started it is the first to lose patience.
pub(crate) const GRACE: Duration = Duration::from_secs(5);

/// Why a process gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It ended by itself.
    Died,
    /// It was refused memory.
    Memory,
    /// It had no answer in time.
    Time,
}

/// A child process of this program, its three streams piped; ended when it is dropped.
#[derive(Debug)]
pub(crate) struct Confined {
    child: Child,
}

impl Confined {
    /// Starts `program`, which is to limit itself by [`restrain`] and [`watch`] before it does anything else.
    ///
    /// # Errors
    /// The system starts no more processes.
    pub(crate) fn start<A: AsRef<OsStr>>(program: &Path, arguments: impl IntoIterator<Item = A>) -> io::Result<Self> {
        let child = Command::new(program)
            .args(arguments)
            // Allocators would reserve gigabytes of addresses on a machine of many cores, which the memory limit counts.
            .env("MIMALLOC_ARENA_RESERVE", "0")
            .env("MALLOC_ARENA_MAX", "4")
            // Nobody reads its last words beyond the first lines: long ones would fill the pipe and stop it.
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        Ok(Self { child })
    }

    /// Its standard input; `None` the second time.
    pub(crate) fn stdin(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    /// Its standard output; `None` the second time.
    pub(crate) fn stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    /// Ends it and tells why it gave no answer: a process that is refused memory says so with its last words.
    pub(crate) fn cause(&mut self) -> Failure {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let mut words = Vec::new();
        if let Some(stderr) = self.child.stderr.take() {
            let _ = stderr.take(4096).read_to_end(&mut words);
        }
        if lacks_memory(&String::from_utf8_lossy(&words)) { Failure::Memory } else { Failure::Died }
    }
}

impl Drop for Confined {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether words of the standard library or of the system tell that memory was refused.
pub(crate) fn lacks_memory(words: &str) -> bool {
    ["memory allocation of", "Cannot allocate memory", "os error 12"].iter().any(|sign| words.contains(sign))
}

/// Ends the process where a round takes too long even though nobody is left to end it from outside. A round begins with one
/// tick and ends with the next.
pub(crate) fn watch(patience: Duration) -> Sender<()> {
    let (clock, ticks) = channel();
    std::thread::spawn(move || while round(&ticks, patience) {});
    clock
}

/// Waits for a start and then for its end; `false` where no more will come.
fn round(ticks: &Receiver<()>, patience: Duration) -> bool {
    if ticks.recv().is_err() {
        return false;
    }
    match ticks.recv_timeout(patience) {
        Ok(()) => true,
        Err(RecvTimeoutError::Disconnected) => false,
        Err(RecvTimeoutError::Timeout) => std::process::exit(3),
    }
}

/// No more memory than this, and no picture of it on the disk when that is not enough.
#[cfg(unix)]
pub(crate) fn restrain(memory_mib: u64) {
    use rlimit::Resource;
    let bytes = memory_mib.saturating_mul(1 << 20);
    // Where the system does not know the limit, those on size and time still hold.
    let _ = Resource::AS.set(bytes, bytes);
    let _ = Resource::CORE.set(0, 0);
}

/// No such limit on this system: those on size and time hold.
#[cfg(not(unix))]
pub(crate) fn restrain(_: u64) {}

/// From here on this process can put no byte into any file.
#[cfg(unix)]
pub(crate) fn write_nothing() {
    let _ = rlimit::Resource::FSIZE.set(0, 0);
}

/// No such limit on this system: what may run is decided before it runs.
#[cfg(not(unix))]
pub(crate) fn write_nothing() {}
