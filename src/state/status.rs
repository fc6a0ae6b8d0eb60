//! The three things an entry can be on a date (domain.md sections 2 and 5).
//!
//! It decides nothing: [`evidence`](super::evidence) says from when a row proves what.

/// What an entry is on a date; every entry is exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// 剔除: listed, but excluded with its document.
    Excluded,
    /// 退出: governed, and out with the evidence for it (or as claimed, where the configuration says so).
    Exited,
    /// 未退出: governed, and not out.
    Remaining,
}

impl Status {
    /// The word in files, JSON and SQL.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Excluded => "excluded",
            Self::Exited => "exited",
            Self::Remaining => "remaining",
        }
    }

    /// The word people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Excluded => "剔除",
            Self::Exited => "退出",
            Self::Remaining => "未退出",
        }
    }
}
