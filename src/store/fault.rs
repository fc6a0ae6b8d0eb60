//! How a failure of the store is told to a clerk; the technical cause goes along for `--verbose`.

use std::path::Path;

use crate::Error;

/// A file or folder could not be read or written.
pub(super) fn io(doing: &str, path: &Path, cause: std::io::Error) -> Error {
    let remedy = disk(&cause).unwrap_or("请检查磁盘和文件夹，再运行 tongbao store verify。");
    Error::failed(format!("台账库：{doing}失败：{}", path.display())).remedy(remedy).caused_by(cause)
}

/// What to do where the disk, and not the store, is at fault, however deep below the error that lies.
fn disk(error: &(dyn std::error::Error + 'static)) -> Option<&'static str> {
    let below = std::iter::successors(Some(error), |error| error.source());
    below.filter_map(|error| error.downcast_ref::<std::io::Error>()).find_map(|error| match error.kind() {
        std::io::ErrorKind::StorageFull => Some("磁盘已满，请腾出空间后重新运行。"),
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            Some("请检查文件夹的读写权限。")
        }
        _ => None,
    })
}

/// A Parquet file could not be written or read.
pub(super) fn frame(doing: &str, cause: polars::prelude::PolarsError) -> Error {
    Error::failed(format!("台账库：{doing}失败")).remedy(VERIFY).caused_by(cause)
}

/// The Delta log could not be written or read.
pub(super) fn delta(doing: &str, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    let cause = cause.into();
    let remedy = disk(&*cause).unwrap_or(VERIFY);
    Error::failed(format!("台账库：{doing}失败")).remedy(remedy).caused_by(cause)
}

/// What is in the store cannot be understood.
pub(super) fn damaged(what: impl std::fmt::Display) -> Error {
    Error::failed(format!("台账库已损坏：{what}")).remedy("请从备份恢复 store 文件夹，再运行 tongbao store verify。")
}

/// A data file is not there.
pub(super) fn missing(path: &Path) -> String {
    format!("文件缺失：{}", path.display())
}

/// A data file is not the one that was written.
pub(super) fn altered(path: &Path) -> String {
    format!("文件内容与登记的校验值不符：{}", path.display())
}

/// What was found wrong before anything was written: with the first of the problems, as `verify` lists them.
pub(super) fn refused(doing: &str, problems: &[String]) -> Error {
    let first = problems.first().map_or("", String::as_str);
    Error::failed(format!("台账库有 {} 处问题，{doing}：{first}", problems.len())).remedy(RESTORE)
}

/// What helps a store that is damaged.
pub const RESTORE: &str = "请从备份恢复 store 文件夹；恢复前不要再收文件。";

const VERIFY: &str = "请运行 tongbao store verify 检查台账库；如已损坏，请从备份恢复 store 文件夹。";
