//! Why a file cannot be opened, in words that say what to do.
//!
//! Names no file: the finding made from it does.

use crate::domain::finding::Code;
use crate::domain::sheet::Rejection;

fn rejection(code: Code, message: impl Into<String>, remedy: &str) -> Rejection {
    Rejection { code, message: message.into(), remedy: remedy.to_owned() }
}

const SAVE_AS_XLSX: &str = "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送。";
const SEND_AGAIN: &str = "请在原电脑上确认能打开，再重新报送。";

/// `file.unreadable` and `file.encrypted`.
pub(super) mod unreadable {
    use super::{Code, Rejection, SAVE_AS_XLSX, SEND_AGAIN, rejection};

    /// Nothing in it.
    pub(in crate::intake) fn empty() -> Rejection {
        rejection(Code::FileUnreadable, "这是空文件。", SEND_AGAIN)
    }

    /// Cut off or damaged.
    pub(in crate::intake) fn damaged() -> Rejection {
        rejection(Code::FileUnreadable, "文件已损坏或不完整，打不开。", SEND_AGAIN)
    }

    /// Something else than a spreadsheet: `what` says what.
    pub(in crate::intake) fn other(what: &str) -> Rejection {
        rejection(Code::FileUnreadable, format!("这是{what}，不是 .xlsx、.xls、.ods 或 .csv 表格。"), SAVE_AS_XLSX)
    }

    /// Declares entities, the stuff of bombs.
    pub(in crate::intake) fn entities() -> Rejection {
        rejection(Code::FileUnreadable, "文件内部带有实体声明，正常的表格没有这种内容。", SAVE_AS_XLSX)
    }

    /// Text that is in none of the encodings.
    pub(in crate::intake) fn encoding() -> Rejection {
        let remedy = "请另存为“CSV UTF-8”或 .xlsx 后重新报送。";
        rejection(Code::FileUnreadable, "文字编码既不是 UTF-8 也不是 GB18030，读不出文字。", remedy)
    }

    /// Cannot be read from the disk.
    pub(in crate::intake) fn disk(cause: &std::io::Error) -> Rejection {
        let remedy = "请检查文件是否还在、是否有权读取，或是否正被别的程序打开。";
        rejection(Code::FileUnreadable, format!("无法读取文件（{}）。", cause.kind()), remedy)
    }

    /// The reading itself broke down.
    pub(in crate::intake) fn crashed() -> Rejection {
        rejection(Code::FileUnreadable, "文件内部结构异常，读取中断。", SAVE_AS_XLSX)
    }

    /// The process that reads workbooks does not start.
    pub(in crate::intake) fn no_process() -> Rejection {
        let remedy = "请关掉一些程序再试；仍不行，请检查本程序的文件是否还在、是否有权运行。";
        rejection(Code::FileUnreadable, "读取文件的进程启动不了。", remedy)
    }

    /// Opens with a password only.
    pub(in crate::intake) fn encrypted() -> Rejection {
        rejection(Code::FileEncrypted, "文件设有打开密码。", "请取消密码后重新报送。")
    }
}

/// `file.too_large`.
pub(super) mod too_large {
    use super::{Code, Rejection, rejection};

    const REMEDY: &str = "请只保留台账内容，删去图片、多余的工作表和空白格式后重新报送。";

    /// On disk.
    pub(in crate::intake) fn on_disk(mib: u64) -> Rejection {
        rejection(Code::FileTooLarge, format!("文件超过 {mib} MiB。"), REMEDY)
    }

    /// Unpacked.
    pub(in crate::intake) fn unpacked(mib: u64) -> Rejection {
        rejection(Code::FileTooLarge, format!("文件展开后超过 {mib} MiB。"), REMEDY)
    }

    /// Packed suspiciously well.
    pub(in crate::intake) fn ratio(ratio: u64) -> Rejection {
        rejection(Code::FileTooLarge, format!("文件展开后超过原来的 {ratio} 倍，不像正常的表格。"), REMEDY)
    }

    /// Needs more memory than it is given.
    pub(in crate::intake) fn memory(mib: u64) -> Rejection {
        rejection(Code::FileTooLarge, format!("读取这个文件要用的内存超过 {mib} MiB。"), REMEDY)
    }

    /// Needs more time than it is given.
    pub(in crate::intake) fn time(seconds: u64) -> Rejection {
        rejection(Code::FileTooLarge, format!("读取这个文件超过 {seconds} 秒。"), REMEDY)
    }

    /// Too many cells.
    pub(in crate::intake) fn cells(cells: u64) -> Rejection {
        rejection(Code::FileTooLarge, format!("非空单元格超过 {cells} 个。"), REMEDY)
    }
}
