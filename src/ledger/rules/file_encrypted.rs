//! `file.encrypted`: a workbook that opens with a password only; the file is rejected.

use super::file_unreadable;
use crate::domain::finding::{Code, Finding};
use crate::domain::sheet::Rejection;

/// The finding for a file that `intake` refused for this reason, `None` for other reasons.
pub(crate) fn finding(path: &str, rejection: &Rejection) -> Option<Finding> {
    (rejection.code == Code::FileEncrypted).then(|| file_unreadable::of(path, rejection))
}
