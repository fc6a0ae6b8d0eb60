//! Text that a spreadsheet would run as a formula (OWASP ASVS 1.2.10): every writer of cells asks here.
//!
//! Broader than the finding `formula.text`, which speaks of what counties write: here nothing may run anywhere.

/// Whether a cell with this text could be run when the file is opened, imported or edited: `= + - @`, also full-width, and
/// tab, return or NUL at the start. A lone `-` stands for nothing and runs nothing.
pub(super) fn runs(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']) && text != "-"
}
