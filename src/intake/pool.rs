//! A pool of reading processes: workbooks are parsed where a crash, a hang or a flood of memory hurts only one file.
//!
//! Sheets come back, not rows and findings: cells are what the limits are about, a process then needs neither the
//! configuration nor the command line's decisions, and the words that ledgers are read by stay in one process. A process
//! reads many files; one that dies, hangs or floods is ended and the next file gets a fresh one. Text files are read
//! right here: nothing in them can do more than be too long.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::{
    FoundFile,
    codec::{self, Reply},
    kind::{self, Kind},
    rejection::{too_large, unreadable},
    worker,
};
use crate::confine::{Confined, Failure};
use crate::domain::config::Limits;
use crate::domain::sheet::{Rejection, SourceFile};

/// Reading processes that wait for files.
#[derive(Debug)]
pub struct Pool {
    program: Option<PathBuf>,
    limits: Limits,
    idle: Mutex<Vec<Confined>>,
}

/// How many processes are started before the first file is there: by the time that it has been found they are ready.
const AHEAD: usize = 2;

impl Pool {
    /// `program` is this program's own file; without it files are read in the calling process.
    pub fn new(program: Option<&Path>, limits: &Limits) -> Self {
        // One that cannot be started is told of when a file needs it.
        let ahead = program.into_iter().flat_map(|program| (0..AHEAD).map_while(|_| start(program, limits).ok()));
        Self { program: program.map(Path::to_path_buf), limits: *limits, idle: Mutex::new(ahead.collect()) }
    }

    /// Reads a file from the disk, its workbook in a process of its own. May be called from many threads at once.
    ///
    /// # Errors
    /// What is wrong with the file and what to do.
    pub fn open(&self, file: &FoundFile) -> Result<SourceFile, Rejection> {
        let bytes = super::bytes(file, &self.limits)?;
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let sheets = self.parse(&bytes, name)?;
        Ok(SourceFile { path: file.path.clone(), sha256: super::sha256(&bytes), sheets })
    }

    /// The sheets in a file's bytes, as [`super::parse`] finds them.
    ///
    /// # Errors
    /// What is wrong with the file and what to do.
    pub fn parse(&self, bytes: &[u8], name: &str) -> Reply {
        match (&self.program, kind::of(bytes)?) {
            (None, _) | (Some(_), Kind::Text) => super::parse(bytes, name, &self.limits),
            (Some(program), Kind::Archive | Kind::Xls) => self.hand_over(program, bytes, name),
        }
    }

    fn hand_over(&self, program: &Path, bytes: &[u8], name: &str) -> Reply {
        let waiting = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(worker) = waiting {
            // A process that has read other files may have died since, or have its memory full of holes: only what
            // a fresh one cannot do either is the file's fault.
            match self.ask(worker, bytes, name) {
                Err(Failure::Died | Failure::Memory) => {}
                Ok(reply) => return reply,
                Err(failure) => return Err(self.told(failure)),
            }
        }
        let fresh = start(program, &self.limits).map_err(|_| unreadable::no_process())?;
        self.ask(fresh, bytes, name).unwrap_or_else(|failure| Err(self.told(failure)))
    }

    /// Puts the worker back where it answered.
    fn ask(&self, mut worker: Confined, bytes: &[u8], name: &str) -> Result<Reply, Failure> {
        let reply = worker.round(|input, output| {
            codec::write_request(input, name, bytes)?;
            codec::read_reply(output, &self.limits)
        })?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        Ok(reply)
    }

    fn told(&self, failure: Failure) -> Rejection {
        match failure {
            Failure::Died => unreadable::crashed(),
            Failure::Memory => too_large::memory(self.limits.memory_mib),
            Failure::Time => too_large::time(self.limits.seconds),
        }
    }
}

/// All of them end at the same time instead of one after the other.
impl Drop for Pool {
    fn drop(&mut self) {
        self.idle.get_mut().unwrap_or_else(PoisonError::into_inner).iter().for_each(Confined::kill);
    }
}

fn start(program: &Path, limits: &Limits) -> io::Result<Confined> {
    let arguments = std::iter::once(worker::COMMAND.to_owned()).chain(worker::arguments(limits));
    Confined::start(program, arguments, Duration::from_secs(limits.seconds))
}
