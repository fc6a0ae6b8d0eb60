//! What commands say: results to one stream, everything else to the other; bars only on a terminal.
//!
//! Never prints by itself: `main` hands the streams in.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use crate::domain::finding::Severity;

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Volume {
    /// Errors only.
    Quiet,
    /// What a clerk wants to know.
    Normal,
    /// Details too.
    Verbose,
}

/// The two streams with how they are to be used.
#[derive(Clone)]
pub struct Console {
    out: Arc<Mutex<dyn Write + Send>>,
    err: Arc<Mutex<dyn Write + Send>>,
    /// How much is said.
    pub volume: Volume,
    /// Messages as JSON, one a line.
    pub json: bool,
    /// Messages go to a terminal that can show a progress bar.
    pub terminal: bool,
    /// Results go to a terminal, not to a file or pipe.
    pub results_on_terminal: bool,
    /// Bars of what goes on at once stand below one another.
    bars: indicatif::MultiProgress,
}

impl Console {
    /// Over two streams.
    pub fn new(out: Arc<Mutex<dyn Write + Send>>, err: Arc<Mutex<dyn Write + Send>>) -> Self {
        let bars = indicatif::MultiProgress::new();
        Self { out, err, volume: Volume::Normal, json: false, terminal: false, results_on_terminal: false, bars }
    }

    /// One to which nobody listens.
    pub fn silent() -> Self {
        let nobody = Arc::new(Mutex::new(std::io::sink()));
        Self { volume: Volume::Quiet, ..Self::new(nobody.clone(), nobody) }
    }

    /// A result: goes to stdout whatever the volume.
    pub fn result(&self, text: &str) {
        write(&self.out, text.as_bytes());
        write(&self.out, b"\n");
    }

    /// Raw bytes of a result (csv, parquet).
    pub fn bytes(&self, bytes: &[u8]) {
        write(&self.out, bytes);
    }

    /// News for the person: stdout is for results, so this goes to stderr.
    pub fn say(&self, text: &str) {
        if self.volume >= Volume::Normal {
            self.message("info", text);
        }
    }

    /// Details for `--verbose`.
    pub fn detail(&self, text: &str) {
        if self.volume >= Volume::Verbose {
            self.message("detail", text);
        }
    }

    /// Something a person must look at.
    pub fn warn(&self, severity: Severity, text: &str) {
        if self.volume >= Volume::Normal || severity == Severity::Error {
            self.message(severity.code(), text);
        }
    }

    /// A failure: always said.
    pub fn error(&self, text: &str) {
        self.message("error", text);
    }

    /// A bar for `length` steps named `what`; invisible unless messages go to a terminal.
    pub fn progress(&self, what: &str, length: usize) -> indicatif::ProgressBar {
        if !self.terminal || self.json || self.volume == Volume::Quiet {
            return indicatif::ProgressBar::hidden();
        }
        let bar = self.bars.add(indicatif::ProgressBar::new(length as u64).with_message(what.to_owned()));
        if let Ok(style) = indicatif::ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar
    }

    fn message(&self, level: &str, text: &str) {
        let line = if self.json {
            serde_json::json!({ "level": level, "message": text }).to_string()
        } else {
            text.to_owned()
        };
        write(&self.err, line.as_bytes());
        write(&self.err, b"\n");
    }
}

/// A stream that is gone (a closed pipe) is no reason to stop the work.
fn write(stream: &Mutex<dyn Write + Send>, bytes: &[u8]) {
    if let Ok(mut stream) = stream.lock() {
        let _ = stream.write_all(bytes);
        let _ = stream.flush();
    }
}
