//! Sentences that several analyses share.

use super::Basis;

/// `截至2023年5月28日`, as every note begins.
pub(super) fn as_of(basis: &Basis) -> String {
    format!("截至{}", basis.as_of.format("%Y年%-m月%-d日"))
}
