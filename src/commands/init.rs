//! `tongbao init`: an empty workspace with a commented configuration.
#![expect(clippy::disallowed_methods, reason = "makes the workspace's folders and files")]

use std::{fs, path::Path};

use super::{Setting, Status};
use crate::{
    domain::repair,
    error::{Error, Result},
    workspace::{CONFIG_FILE, RULES_FILE},
};

/// What the configuration of a new workspace says.
const CONFIG: &str = include_str!("../workspace/tongbao.toml");

/// Makes the folder with its configuration; refuses one that already is a workspace.
///
/// # Errors
/// The folder is a workspace already, or cannot be written.
pub fn run(dir: &Path, setting: &Setting) -> Result<Status> {
    if dir.join(CONFIG_FILE).exists() {
        return Err(Error::usage(format!("“{}”已经是工作区，里面有 {CONFIG_FILE}。", dir.display()))
            .remedy("换一个文件夹；要从头来过，请先自己移走原来的文件夹。"));
    }
    write(dir, CONFIG)?;
    setting.console.say(&format!("已新建工作区 {}。", dir.display()));
    setting.console.say(&format!("  1. 打开 {}，改好带“请填写”的几处。", dir.join(CONFIG_FILE).display()));
    setting.console.say(&format!("  2. 核对 {}，填好 confirmed_by。", dir.join(RULES_FILE).display()));
    setting.console.say("  3. 把各县（市、区）报来的文件放进一个文件夹，如 收件/。");
    setting.console.say("  4. 在工作区里运行：tongbao month 年-月 收件/");
    Ok(Status::Done)
}

/// The folders, the configuration and the repair rules of a workspace.
pub(super) fn write(dir: &Path, config: &str) -> Result<()> {
    let made = ["queries", "reports", "fonts"].iter().try_for_each(|name| fs::create_dir_all(dir.join(name)));
    let written = made
        .and_then(|()| fs::write(dir.join(CONFIG_FILE), config))
        .and_then(|()| fs::write(dir.join(RULES_FILE), repair::BUILTIN));
    written.map_err(|cause| {
        Error::failed(format!("建不了工作区 {}：{cause}。", dir.display()))
            .remedy("检查写入权限和磁盘空间。")
            .caused_by(cause)
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_configuration_of_a_new_workspace_is_valid() {
        assert_eq!(crate::workspace::parse(super::CONFIG).map(|config| config.counties.len()).ok(), Some(11));
    }
}
