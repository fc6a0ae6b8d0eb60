//! What holds a child process of this program: its limits, a clock on either side, and what its end meant.
//!
//! Spreadsheets are read and questions are answered in such processes: what crashes, hangs or floods the memory there
//! hurts one file or one question, never the program. Knows nothing of either.

use std::{
    ffi::OsStr,
    io::{self, Read},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread::{self, Thread},
    time::{Duration, Instant},
};

/// By how much a process outlives its own limit: the one that started it is the first to lose patience.
const GRACE: Duration = Duration::from_secs(5);

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

/// A child process of this program, its three streams piped; ended when it is dropped, and when a round takes too long.
#[derive(Debug)]
pub(crate) struct Confined {
    child: Arc<Mutex<Child>>,
    streams: Option<(ChildStdin, ChildStdout)>,
    clock: Clock,
}

impl Confined {
    /// Starts `program`, which is to limit itself by [`restrain`] and a [`Clock`] before it does anything else.
    ///
    /// # Errors
    /// The system starts no more processes.
    pub(crate) fn start<A: AsRef<OsStr>>(
        program: &Path,
        arguments: impl IntoIterator<Item = A>,
        patience: Duration,
    ) -> io::Result<Self> {
        let mut child = Command::new(program)
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
        let streams = child.stdin.take().zip(child.stdout.take());
        let child = Arc::new(Mutex::new(child));
        let late = Arc::clone(&child);
        let clock = Clock::start(patience, move || {
            let _ = held(&late).kill();
        });
        Ok(Self { child, streams, clock })
    }

    /// A round of the conversation: what `talk` writes to the process and reads from it, all in time.
    ///
    /// # Errors
    /// Why there is no answer; the process has ended then.
    pub(crate) fn round<T>(
        &mut self,
        talk: impl FnOnce(&mut ChildStdin, &mut ChildStdout) -> io::Result<T>,
    ) -> Result<T, Failure> {
        let Some((input, output)) = &mut self.streams else { return Err(Failure::Died) };
        self.clock.begin();
        let answer = talk(input, output);
        let in_time = self.clock.end();
        match answer {
            Ok(answer) if in_time => Ok(answer),
            Ok(_) | Err(_) => {
                let cause = self.cause();
                Err(if in_time { cause } else { Failure::Time })
            }
        }
    }

    /// Ends it and tells why it gave no answer: a process that is refused memory says so with its last words.
    pub(crate) fn cause(&mut self) -> Failure {
        self.end();
        let mut words = Vec::new();
        if let Some(stderr) = held(&self.child).stderr.take() {
            let _ = stderr.take(4096).read_to_end(&mut words);
        }
        if lacks_memory(&String::from_utf8_lossy(&words)) { Failure::Memory } else { Failure::Died }
    }

    /// Ends it without waiting for its end.
    pub(crate) fn kill(&self) {
        let _ = held(&self.child).kill();
    }

    fn end(&mut self) {
        self.streams = None;
        self.kill();
        let _ = held(&self.child).wait();
    }
}

impl Drop for Confined {
    fn drop(&mut self) {
        self.end();
    }
}

fn held(child: &Mutex<Child>) -> std::sync::MutexGuard<'_, Child> {
    child.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether words of the standard library or of the system tell that memory was refused.
pub(crate) fn lacks_memory(words: &str) -> bool {
    ["memory allocation of", "Cannot allocate memory", "os error 12"].iter().any(|sign| words.contains(sign))
}

/// Does something where a round takes too long.
///
/// Beginning and ending a round costs nothing but reading the time: there is one with every file.
#[derive(Debug)]
pub(crate) struct Clock {
    patience: Duration,
    started: Instant,
    /// Nanoseconds after `started` at which the round that is on is too long; [`IDLE`] between rounds.
    due: Arc<AtomicU64>,
    watcher: Thread,
}

/// No round is on.
const IDLE: u64 = u64::MAX;
/// The clock is wanted no more.
const OVER: u64 = u64::MAX - 1;
/// How often a clock looks: a round is told to be too long at most this much late.
const TICK: Duration = Duration::from_millis(100);

impl Clock {
    /// No round is on yet. `late` is called at most once, from a thread of the clock's own.
    pub(crate) fn start(patience: Duration, late: impl FnOnce() + Send + 'static) -> Self {
        let (started, due) = (Instant::now(), Arc::new(AtomicU64::new(IDLE)));
        let watched = Arc::clone(&due);
        let watch = move || {
            loop {
                match watched.load(Ordering::Acquire) {
                    OVER => return,
                    due if nanos(started.elapsed()) > due => return late(),
                    _ => thread::park_timeout(TICK),
                }
            }
        };
        let watcher = thread::spawn(watch).thread().clone();
        Self { patience, started, due, watcher }
    }

    /// A round begins.
    pub(crate) fn begin(&self) {
        let due = nanos(self.started.elapsed().saturating_add(self.patience));
        self.due.store(due.min(OVER - 1), Ordering::Release);
    }

    /// The round is over; whether it was in time.
    pub(crate) fn end(&self) -> bool {
        nanos(self.started.elapsed()) <= self.due.swap(IDLE, Ordering::AcqRel)
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        self.due.store(OVER, Ordering::Release);
        self.watcher.unpark();
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(OVER - 1)
}

/// A clock for the process itself: it ends even though nobody is left to end it from outside.
pub(crate) fn own_clock(patience: Duration) -> Clock {
    Clock::start(patience.saturating_add(GRACE), || std::process::exit(3))
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
