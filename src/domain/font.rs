//! Font files as values: read by the workspace, chosen by role, handed to the writers that embed them.

use std::sync::Arc;

/// What a face is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// 小标宋: issuing mark and title.
    Title,
    /// 仿宋: body.
    Body,
    /// 楷体: second-level headings.
    Kai,
    /// 黑体: first-level headings, table heads, charts.
    Hei,
    /// 宋体: page numbers.
    Song,
}

/// One face of one file.
#[derive(Debug, Clone)]
pub struct Face {
    /// Family name as the file states it.
    pub family: String,
    /// File name without folders, for the manifest.
    pub file: String,
    /// Face number inside a collection.
    pub index: u32,
    /// Weight, 400 or 700.
    pub weight: u16,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// The file.
    pub data: Arc<Vec<u8>>,
}

/// The faces found, and which of them serve which role.
#[derive(Debug, Clone, Default)]
pub struct Fonts {
    /// All faces, in order of preference for glyph fallback.
    pub faces: Vec<Face>,
    /// For each role the index into `faces`.
    pub roles: Vec<(Role, usize)>,
}

impl Fonts {
    /// The face for a role, `None` if no font was found at all.
    pub fn face(&self, role: Role) -> Option<&Face> {
        self.roles.iter().find(|(candidate, _)| *candidate == role).and_then(|(_, index)| self.faces.get(*index))
    }
}
