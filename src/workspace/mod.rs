//! The workspace: the folder with `tongbao.toml`, found as git finds a repository, handed down as values.
//!
//! Reads the configuration, the office's own queries and templates, and the fonts. Never writes.
#![expect(clippy::disallowed_methods, reason = "the workspace is where configuration is read from the disk")]

use std::path::{Component, Path, PathBuf};

use crate::{
    domain::{config::Config, repair::Rules},
    error::{Error, Result},
};

mod check;
pub mod fonts;

/// Name of the configuration file that makes a folder a workspace.
pub const CONFIG_FILE: &str = "tongbao.toml";

/// Name of the office's own table of repair rules; without it the built-in one holds.
pub const RULES_FILE: &str = "rules.toml";

/// A text file of the office's own: name below its folder, content.
pub type OwnText = (String, String);

/// A file of the office's own: name below its folder, bytes.
pub type OwnFile = (String, Vec<u8>);

/// Most bytes of a letterhead.
const LARGEST_SHELL: u64 = 20 << 20;

/// A workspace that was found and read.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The folder.
    pub root: PathBuf,
    /// Its configuration, checked.
    pub config: Config,
    /// The configuration as written, for the manifest.
    pub config_text: String,
    /// [`RULES_FILE`] as written, where there is one.
    pub rules_text: Option<String>,
    /// `queries/*.sql`: added to or replacing built-in ones.
    pub queries: Vec<OwnText>,
    /// `reports/*`: likewise.
    pub reports: Vec<OwnText>,
    /// `assess/*.toml`: likewise.
    pub assess: Vec<OwnText>,
    /// `reports/*.docx`: the office's own letterheads.
    pub shells: Vec<OwnFile>,
}

impl Workspace {
    /// Opens `named`, or the current folder or the nearest one above it that has a [`CONFIG_FILE`].
    ///
    /// # Errors
    /// No such folder, an unreadable or faulty configuration.
    pub fn find(named: Option<&Path>, current: &Path) -> Result<Self> {
        let root = match named {
            Some(dir) if dir.join(CONFIG_FILE).is_file() => dir.to_path_buf(),
            Some(dir) => {
                return Err(Error::usage(format!("“{}”不是工作区：里面没有 {CONFIG_FILE}。", dir.display()))
                    .remedy("检查 --workspace 后面的路径，或用 tongbao init 新建一个工作区。"));
            }
            None => current
                .ancestors()
                .find(|dir| dir.join(CONFIG_FILE).is_file())
                .ok_or_else(|| {
                    Error::usage(format!("当前文件夹及其上级都没有 {CONFIG_FILE}，不知道在哪个工作区里工作。"))
                        .remedy("进入工作区文件夹再运行，或加 --workspace 指明；还没有的话用 tongbao init 新建。")
                })?
                .to_path_buf(),
        };
        Self::read(root)
    }

    fn read(root: PathBuf) -> Result<Self> {
        let path = root.join(CONFIG_FILE);
        let config_text = std::fs::read_to_string(&path).map_err(|cause| {
            Error::usage(format!("读不了配置文件 {}。", path.display()))
                .remedy("检查文件是否存在、是否有读取权限、是否为 UTF-8 编码。")
                .caused_by(cause)
        })?;
        let rules_text = own_rules(&root.join(RULES_FILE))?;
        let mut config = parse(&config_text)?;
        if let Some(text) = &rules_text {
            config.rules = parse_rules(text)?;
        }
        let queries = own_texts(&root.join("queries"), &["sql"])?;
        let reports = own_texts(&root.join("reports"), &["md", "css", "typ", "toml", "txt"])?;
        let assess = own_texts(&root.join("assess"), &["toml"])?;
        let shells = own_shells(&root.join("reports"))?;
        Ok(Self { root, config, config_text, rules_text, queries, reports, assess, shells })
    }

    /// Where the ledger's history is kept.
    pub fn store_dir(&self) -> PathBuf {
        self.root.join("store")
    }

    /// Where documents go unless `--out` says otherwise.
    pub fn out_dir(&self) -> PathBuf {
        self.root.join("out")
    }

    /// Whether something that a person asked for may be written there: not over what the workspace lives on.
    ///
    /// # Errors
    /// The place is in the store, or one of the workspace's own files.
    pub fn may_write(&self, path: &Path) -> Result<()> {
        let (path, root) = (real(path), real(&self.root));
        let own = [CONFIG_FILE, RULES_FILE].map(|file| root.join(file));
        if path.starts_with(real(&self.store_dir())) || own.contains(&path) {
            let message = format!("不能写到 {}：那里是工作区的台账库或配置，写了就会损坏。", path.display());
            return Err(Error::usage(message).remedy("请换一个位置，例如工作区的 out 文件夹。"));
        }
        Ok(())
    }

    /// Folders that may hold fonts, the office's own first.
    pub fn font_dirs(&self) -> Vec<PathBuf> {
        let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.to_path_buf()));
        let mut dirs = vec![self.root.join("fonts")];
        dirs.extend(beside.iter().map(|dir| dir.join("fonts")));
        // A checkout keeps the faces that its set-up step fetched in `.fonts/`, above `target/debug`.
        dirs.extend(beside.iter().flat_map(|dir| dir.ancestors().take(4).map(|above| above.join(".fonts"))));
        dirs
    }
}

/// Where a path leads, through links and `..`; what is not there yet is taken as written.
fn real(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let there = absolute.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let Some((above, mut real)) = there else { return absolute };
    for part in absolute.strip_prefix(above).into_iter().flat_map(Path::components) {
        match part {
            Component::ParentDir => drop(real.pop()),
            part => real.push(part),
        }
    }
    real
}

/// Reads and checks the text of a `tongbao.toml`.
///
/// # Errors
/// Wrong TOML, unknown or missing keys, values that contradict each other; the message names line and key.
pub fn parse(text: &str) -> Result<Config> {
    let config: Config = read_toml(CONFIG_FILE, text)?;
    check::config(&config)?;
    Ok(config)
}

/// Reads and checks the text of a `rules.toml`.
///
/// # Errors
/// As [`parse`].
pub fn parse_rules(text: &str) -> Result<Rules> {
    let rules: Rules = read_toml(RULES_FILE, text)?;
    check::rules(&rules)?;
    Ok(rules)
}

fn read_toml<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T> {
    toml::from_str(text.trim_start_matches('\u{feff}')).map_err(|cause| {
        let line = cause.span().map_or(0, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        Error::usage(format!("{file} 第 {line} 行有误：{}", cause.message()))
            .remedy("对照 tongbao init 写出的样例，检查键名、引号和日期（2023-04-02）的写法。")
    })
}

fn own_rules(path: &Path) -> Result<Option<String>> {
    if !path.is_file() {
        return Ok(None);
    }
    std::fs::read_to_string(path).map(Some).map_err(|cause| {
        Error::usage(format!("读不了修复规则 {}。", path.display()))
            .remedy("检查是否有读取权限、是否为 UTF-8 编码；删去它就用程序自带的规则。")
            .caused_by(cause)
    })
}

fn own_texts(dir: &Path, endings: &[&str]) -> Result<Vec<OwnText>> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Ok(Vec::new()) };
    let mut texts = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        let known = path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.contains(&ending));
        let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|_| known && path.is_file()) else {
            continue;
        };
        let text = std::fs::read_to_string(&path).map_err(|cause| {
            Error::usage(format!("读不了 {}。", path.display()))
                .remedy("请用 UTF-8 编码保存这个文件，并检查读取权限。")
                .caused_by(cause)
        })?;
        texts.push((name.to_owned(), text));
    }
    texts.sort();
    Ok(texts)
}

fn own_shells(dir: &Path) -> Result<Vec<OwnFile>> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Ok(Vec::new()) };
    let mut shells = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        // While a document is open, Word and WPS keep a `~$` file beside it.
        if !name.to_lowercase().ends_with(".docx") || name.starts_with("~$") || !path.is_file() {
            continue;
        }
        if path.metadata().is_ok_and(|about| about.len() > LARGEST_SHELL) {
            return Err(Error::usage(format!("套红模板 {} 超过 20 MiB。", path.display()))
                .remedy("套红模板只放版头、版记和占位符；请删去多余的图片和文字。"));
        }
        let bytes = std::fs::read(&path).map_err(|cause| {
            Error::usage(format!("读不了 {}。", path.display()))
                .remedy("如果正用 Word 或 WPS 打开着，请先关闭；并检查读取权限。")
                .caused_by(cause)
        })?;
        shells.push((name.to_owned(), bytes));
    }
    shells.sort();
    Ok(shells)
}
