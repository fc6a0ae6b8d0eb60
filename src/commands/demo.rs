//! `tongbao demo`: the whole work once, on the sample data that the program carries.
#![expect(clippy::disallowed_methods, reason = "lays out the sample workspace")]

use std::{fs, path::Path};

use include_dir::{Dir, include_dir};

use super::{Setting, Status, bulletin, ingest, init, month};
use crate::error::{Error, Result};

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sample-data");

/// Marks a folder that `demo` made and may therefore rebuild.
const MARK: &str = ".tongbao-demo";
/// Where the counties' files lie in a workspace.
const INBOX: &str = "收件";
/// The newest month of the sample.
const MONTH: &str = "2023-05";

/// Makes the sample workspace in `dir`, takes in every week of it and produces the newest month.
///
/// # Errors
/// `dir` holds something that `demo` did not make.
pub fn run(dir: &Path, setting: &Setting) -> Result<Status> {
    clear(dir)?;
    lay_out(dir)?;
    let setting = Setting { workspace: Some(dir.to_path_buf()), ..setting.clone() };
    setting.console.say(&format!("示例工作区：{}（全部数据都是虚构的）", dir.display()));
    let files = ingest::Options { paths: vec![dir.join(INBOX)], ..ingest::Options::default() };
    // The sample has faults on purpose: that they need a person is no failure of the demonstration.
    month::run(MONTH, &files, bulletin::Options { reissue: false, pdf: true }, &setting)?;
    let out = setting.out.clone().unwrap_or_else(|| dir.join("out"));
    setting.console.say("看这里：");
    setting.console.say(&format!("  通报      {}", out.join(MONTH).join("bulletin").display()));
    setting.console.say(&format!("  提示函    {}", out.join(MONTH).join("notices").display()));
    setting.console.say(&format!("  问题反馈  {}", out.join("check").display()));
    setting.console.say(&format!("  公示名单  {}", out.join("publicity").display()));
    setting.console.say(&format!("  各县来表  {}", dir.join(INBOX).display()));
    setting.console.say(&format!("  再试一下  tongbao --workspace {} query county_ranking", dir.display()));
    Ok(Status::Done)
}

fn clear(dir: &Path) -> Result<()> {
    let Ok(mut entries) = fs::read_dir(dir) else {
        return if dir.exists() { Err(not_ours(dir)) } else { Ok(()) };
    };
    if entries.next().is_none() {
        return Ok(());
    }
    if !dir.join(MARK).is_file() {
        return Err(not_ours(dir));
    }
    fs::remove_dir_all(dir).map_err(|cause| cannot(dir, cause))
}

fn not_ours(dir: &Path) -> Error {
    Error::usage(format!("“{}”里有别的东西，不是 tongbao demo 建的，没有动它。", dir.display()))
        .remedy("换一个还不存在的文件夹，如 tongbao demo 示例。")
}

fn lay_out(dir: &Path) -> Result<()> {
    fs::create_dir_all(dir).and_then(|()| fs::write(dir.join(MARK), "")).map_err(|cause| cannot(dir, cause))?;
    let config = SAMPLE.get_file("tongbao.toml").and_then(include_dir::File::contents_utf8).unwrap_or_default();
    init::write(dir, config)?;
    let Some(submissions) = SAMPLE.get_dir("submissions") else { return Ok(()) };
    copy(submissions, &dir.join(INBOX))
}

fn copy(from: &Dir<'_>, to: &Path) -> Result<()> {
    fs::create_dir_all(to).map_err(|cause| cannot(to, cause))?;
    for file in from.files() {
        let path = to.join(file.path().file_name().unwrap_or_default());
        fs::write(&path, file.contents()).map_err(|cause| cannot(&path, cause))?;
    }
    from.dirs().try_for_each(|dir| copy(dir, &to.join(dir.path().file_name().unwrap_or_default())))
}

fn cannot(path: &Path, cause: std::io::Error) -> Error {
    Error::failed(format!("写不了 {}：{cause}。", path.display())).remedy("检查写入权限和磁盘空间。").caused_by(cause)
}
