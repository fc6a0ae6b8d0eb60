//! One error for the whole program: what went wrong, what to do, and which exit status that is.
//!
//! Faults in a county's data are never errors but [findings](crate::domain::finding); an error means that the work asked
//! for could not be done. Messages are Chinese and meant for a clerk.

use std::fmt;

/// What sort of failure it was; decides the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Wrong usage or configuration (exit status 2).
    Usage,
    /// The work could not be done (exit status 3).
    Failed,
}

/// A failure with a remedy.
#[derive(Debug)]
pub struct Error {
    /// Decides the exit status.
    pub kind: Kind,
    /// What happened, in Chinese, with the place.
    pub message: String,
    /// What the person can do about it, in Chinese; may be empty.
    pub remedy: String,
    /// The technical cause, shown with `--verbose`.
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The result of anything that can fail.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Wrong usage or configuration.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, message: message.into(), remedy: String::new(), source: None }
    }

    /// Work that could not be done.
    pub fn failed(message: impl Into<String>) -> Self {
        Self { kind: Kind::Failed, message: message.into(), remedy: String::new(), source: None }
    }

    /// Adds what the person can do.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }

    /// Adds the technical cause.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The exit status this error ends the program with.
    pub fn exit_status(&self) -> u8 {
        match self.kind {
            Kind::Usage => 2,
            Kind::Failed => 3,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if !self.remedy.is_empty() {
            write!(f, "\n  怎么办：{}", self.remedy)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|e| e as _)
    }
}
