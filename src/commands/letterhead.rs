//! The office's own letterheads (`reports/通报.docx`, `reports/提示函.docx`): found, read, checked, filled in.

use crate::{
    document::docx::{self, Filling, FontNames, Picture, Shell},
    error::Result,
    report::{Layout, Report, assemble::Exhibits, bulletin, fault, notice},
    workspace::Workspace,
};

/// Letterheads by file name, with the layout of the document each is for.
pub(super) const SHELLS: [(&str, Layout); 2] = [(bulletin::SHELL, Layout::Official), (notice::SHELL, Layout::Letter)];

/// Placeholders that the letterhead of this layout may use.
pub(super) fn known(layout: Layout) -> Vec<String> {
    match layout {
        Layout::Official => docx::known_placeholders(layout, &bulletin::TABLES, &bulletin::CHARTS),
        Layout::Letter => docx::known_placeholders(layout, &[], &[]),
    }
}

/// The letterhead of this file name, if the workspace has one.
///
/// # Errors
/// It cannot be read, or something is wrong with it.
pub(super) fn find(name: &str, workspace: &Workspace) -> Result<Option<Shell>> {
    let Some((_, bytes)) = workspace.shells.iter().find(|(own, _)| own == name) else { return Ok(None) };
    let shell = Shell::read(name, bytes)?;
    let layout = SHELLS.iter().find(|(known, _)| *known == name).map_or(Layout::Official, |(_, layout)| *layout);
    fault::refuse(name, &shell.faults(&known(layout)))?;
    Ok(Some(shell))
}

/// Refuses faulty letterheads before any work is done.
///
/// # Errors
/// As [`find`], for the first that is faulty.
pub(super) fn check(workspace: &Workspace) -> Result<()> {
    SHELLS.iter().try_for_each(|(name, _)| find(name, workspace).map(drop))
}

/// The report as .docx: in the office's own letterhead, where there is one.
///
/// # Errors
/// As [`docx::write`] and [`Shell::fill`].
pub(super) fn write(
    shell: Option<&Shell>,
    report: &Report,
    exhibits: &Exhibits,
    pictures: &[Picture<'_>],
    names: &FontNames,
) -> Result<Vec<u8>> {
    match shell {
        Some(shell) => shell.fill(&Filling { report, exhibits, pictures, names }),
        None => docx::write(report, pictures, names),
    }
}
