//! `file.too_large`: a file beyond the configured limits on size, cells, memory or time; it is rejected.

use super::file_unreadable;
use crate::domain::finding::{Code, Finding};
use crate::domain::sheet::Rejection;

/// The finding for a file that `intake` refused for this reason, `None` for other reasons.
pub(crate) fn finding(path: &str, rejection: &Rejection) -> Option<Finding> {
    (rejection.code == Code::FileTooLarge).then(|| file_unreadable::of(path, rejection))
}
