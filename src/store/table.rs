//! One Delta table: its creation, the newest version, the actions of a version, and a commit that either makes exactly
//! the version asked for or nothing.
//!
//! Entries are Delta's own actions written by its log store (put if absent), so two writers cannot make the same
//! version. Protocol 1/2 without table features; a hundred years of retention and no clean-up, so that no checkpoint
//! ever takes history away. It never writes a data file.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use deltalake_core::{
    DeltaTableBuilder, checkpoints,
    kernel::{Action, Add, CommitInfo, Remove, transaction::TransactionError},
    logstore::{CommitOrBytes, LogStore, StorageConfig, logstore_for},
};
use polars::prelude::{DataType, Schema};
use serde_json::{Value, json};
use url::Url;

use super::{LogNote, fault, files};
use crate::{Error, Result};

const LOG: &str = "_delta_log";
/// Key of our own words in a commit's information.
const OURS: &str = "tongbao";
/// A checkpoint every so many versions, as Delta's other writers do.
const CHECKPOINT: u64 = 100;

/// A table in its folder.
#[derive(Debug)]
pub(super) struct Table {
    /// Its folder.
    pub(super) folder: PathBuf,
}

/// A data file as a commit adds it.
pub(super) struct DataFile {
    /// Path below the table's folder, ASCII, with `/`.
    pub(super) path: String,
    /// Values of the partition columns.
    pub(super) partition: Vec<(&'static str, String)>,
    /// Length in bytes.
    pub(super) bytes: u64,
    /// Number of rows.
    pub(super) rows: usize,
}

/// What an entry of the log says.
#[derive(Default)]
pub(super) struct Entry {
    /// Files it adds.
    pub(super) adds: Vec<Add>,
    /// Paths of the files it removes.
    pub(super) removes: Vec<String>,
    /// It says what was done: every entry does, whoever wrote it.
    pub(super) informed: bool,
    /// It says what the table is (protocol and columns): version 0 does.
    pub(super) defines: bool,
    /// Our own words; `None` where another program wrote it.
    pub(super) ours: Option<Value>,
}

impl Table {
    /// The table called `name` in the store's folder.
    pub(super) fn new(store: &Path, name: &str) -> Self {
        Self { folder: store.join(name) }
    }

    /// Makes the table (version 0, empty) unless it is there.
    pub(super) fn create(&self, schema: &Schema, partitions: &[&str], note: &LogNote) -> Result<()> {
        if self.latest()?.is_some() {
            return Ok(());
        }
        let actions = vec![
            information("CREATE TABLE", note, json!({})),
            parsed(json!({"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}}))?,
            parsed(json!({"metaData": {
                "id": uuid::Uuid::new_v4().to_string(),
                "format": {"provider": "parquet", "options": {}},
                "schemaString": schema_text(schema),
                "partitionColumns": partitions,
                "configuration": {
                    "delta.logRetentionDuration": "interval 36500 days",
                    "delta.deletedFileRetentionDuration": "interval 36500 days",
                    "delta.enableExpiredLogCleanup": "false",
                },
                "createdTime": millis(note),
            }}))?,
        ];
        // That another run has made it in the meantime is as good.
        self.commit(0, &actions).map(drop)
    }

    /// The newest version; `None` where there is no table. An entry that a power cut left without its bytes is none.
    pub(super) fn latest(&self) -> Result<Option<u64>> {
        let newest = self.last_entry()?;
        Ok(match newest {
            Some(version) if files::is_torn(&self.entry_path(version)) => version.checked_sub(1),
            Some(_) | None => newest,
        })
    }

    /// The highest number that an entry bears, whatever is in it; `None` where there is no table.
    pub(super) fn last_entry(&self) -> Result<Option<u64>> {
        Ok(files::names(&self.folder.join(LOG))?.iter().filter_map(|name| version_of(name)).max())
    }

    /// The entry that made a version; `None` where there is none.
    pub(super) fn entry(&self, version: u64) -> Result<Option<Entry>> {
        let Some(actions) = self.actions(version)? else { return Ok(None) };
        let mut entry = Entry::default();
        let (mut protocol, mut columns) = (false, false);
        for action in actions {
            match action {
                Action::Add(add) => entry.adds.push(add),
                Action::Remove(remove) => entry.removes.push(remove.path),
                Action::CommitInfo(mut info) => (entry.informed, entry.ours) = (true, info.info.remove(OURS)),
                Action::Metadata(_) => columns = true,
                Action::Protocol(_) => protocol = true,
                Action::Cdc(_) | Action::Txn(_) | Action::DomainMetadata(_) => {}
            }
        }
        entry.defines = protocol && columns;
        Ok(Some(entry))
    }

    fn actions(&self, version: u64) -> Result<Option<Vec<Action>>> {
        let path = self.entry_path(version);
        let Some(bytes) = files::read(&path)? else { return Ok(None) };
        serde_json::Deserializer::from_slice(&bytes)
            .into_iter::<Action>()
            .collect::<serde_json::Result<Vec<_>>>()
            .map(Some)
            .map_err(|cause| fault::damaged(path.display()).caused_by(cause))
    }

    /// Name of its folder.
    pub(super) fn name(&self) -> String {
        self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The file of the log that makes a version, as it is told to a person: below the store's folder.
    pub(super) fn place(&self, version: u64) -> String {
        format!("{}/{LOG}/{version:020}.json", self.name())
    }

    /// The file of the log that makes a version.
    pub(super) fn entry_path(&self, version: u64) -> PathBuf {
        self.folder.join(LOG).join(format!("{version:020}.json"))
    }

    /// The files that make up a version, by Delta's own replay of the log: for versions that another program wrote.
    pub(super) fn replay(&self, version: u64) -> Result<Vec<String>> {
        let builder = DeltaTableBuilder::from_url(self.url()?).map_err(|cause| fault::delta("读取日志", cause))?;
        let files = block_on(async {
            let table = builder.with_version(version).load().await?;
            table.get_files_by_partitions(&[]).await
        })?;
        Ok(files.iter().map(ToString::to_string).collect())
    }

    /// Makes exactly this version; `false` where another writer was first. It survives a power cut once its
    /// [`Table::entry_path`] is settled.
    pub(super) fn commit(&self, version: u64, actions: &[Action]) -> Result<bool> {
        files::make_folder(&self.folder)?;
        let lines: Vec<String> = actions
            .iter()
            .map(serde_json::to_string)
            .collect::<serde_json::Result<_>>()
            .map_err(|cause| fault::delta("写入日志", cause))?;
        let entry = CommitOrBytes::LogBytes(lines.join("\n").into());
        let log =
            logstore_for(&self.url()?, StorageConfig::default()).map_err(|cause| fault::delta("打开日志", cause))?;
        if files::is_torn(&self.entry_path(version)) {
            files::remove(&self.entry_path(version))?;
        }
        match runtime()?.block_on(log.write_commit_entry(version, entry, uuid::Uuid::new_v4())) {
            Ok(()) => Ok(true),
            Err(TransactionError::VersionAlreadyExists(_)) => Ok(false),
            Err(cause) => Err(fault::delta("写入日志", cause)),
        }
    }

    /// Adds files as the next version after `known`, whatever others have added meanwhile; answers the version made.
    pub(super) fn append(&self, known: u64, files: &[DataFile], note: &LogNote) -> Result<u64> {
        let mut actions = vec![information("WRITE", note, json!({}))];
        actions.extend(files.iter().map(|file| Action::Add(added(file, millis(note)))));
        let mut version = known + 1;
        while !self.commit(version, &actions)? {
            version += 1;
        }
        self.checkpoint(version);
        Ok(version)
    }

    /// Takes these files out of the table where its newest version still lists them.
    pub(super) fn forget(&self, stray: &std::collections::BTreeSet<String>, note: &LogNote) -> Result<()> {
        let newest = self.latest()?.unwrap_or_default();
        let listed: Vec<String> = if stray.is_empty() { Vec::new() } else { self.replay(newest)? };
        let mut actions = vec![information("DELETE", note, json!({}))];
        for path in listed.iter().filter(|path| stray.contains(*path)) {
            let gone = Add { path: path.clone(), partition_values: partition_of(path), ..Add::default() };
            actions.push(Action::Remove(removed(&gone, millis(note))));
        }
        let mut version = newest + 1;
        while actions.len() > 1 && !self.commit(version, &actions)? {
            version += 1;
        }
        Ok(())
    }

    /// A checkpoint where one is due, for readers that replay the log. The version is committed already, and a missing
    /// checkpoint only makes them slower, so a failure is nobody's concern.
    pub(super) fn checkpoint(&self, version: u64) {
        if !(version + 1).is_multiple_of(CHECKPOINT) {
            return;
        }
        let Ok(builder) = self
            .url()
            .and_then(|url| DeltaTableBuilder::from_url(url).map_err(|cause| fault::delta("读取日志", cause)))
        else {
            return;
        };
        drop(block_on(async {
            let table = builder.with_version(version).load().await?;
            checkpoints::create_checkpoint(&table, None).await
        }));
    }

    fn url(&self) -> Result<Url> {
        Url::from_directory_path(&self.folder)
            .map_err(|()| Error::failed(format!("台账库的路径无法使用：{}", self.folder.display())))
    }
}

/// The version that a file of the log makes; checkpoints and temporary files make none.
fn version_of(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".json")?;
    (digits.len() == 20 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
}

/// The first line of an entry: what was done, when, by whom, and our own words.
pub(super) fn information(operation: &str, note: &LogNote, mut ours: Value) -> Action {
    ours["when"] = json!(note.when);
    ours["what"] = json!(note.what);
    Action::CommitInfo(CommitInfo {
        timestamp: Some(millis(note)),
        user_name: Some(note.who.clone()),
        operation: Some(operation.to_owned()),
        engine_info: Some(concat!("tongbao/", env!("CARGO_PKG_VERSION")).to_owned()),
        info: HashMap::from([(OURS.to_owned(), ours)]),
        ..CommitInfo::default()
    })
}

/// Who, when and what of an entry, empty where another program wrote it.
pub(super) fn note_of(actions: Option<&CommitInfo>) -> LogNote {
    let word = |key: &str| {
        let ours = actions.and_then(|info| info.info.get(OURS));
        ours.and_then(|ours| ours[key].as_str()).unwrap_or_default().to_owned()
    };
    let who = actions.and_then(|info| info.user_name.clone()).unwrap_or_default();
    LogNote { who, when: word("when"), what: word("what") }
}

impl Table {
    /// Who made a version, when and what for.
    pub(super) fn note(&self, version: u64) -> Result<LogNote> {
        let actions = self.actions(version)?.unwrap_or_default();
        let info = actions.iter().find_map(|action| match action {
            Action::CommitInfo(info) => Some(info),
            Action::Metadata(_)
            | Action::Protocol(_)
            | Action::Add(_)
            | Action::Remove(_)
            | Action::Cdc(_)
            | Action::Txn(_)
            | Action::DomainMetadata(_) => None,
        });
        Ok(note_of(info))
    }
}

/// A file as Delta's `add`.
pub(super) fn added(file: &DataFile, millis: i64) -> Add {
    Add {
        path: file.path.clone(),
        partition_values: file
            .partition
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Some(value.clone())))
            .collect(),
        size: i64::try_from(file.bytes).unwrap_or(i64::MAX),
        modification_time: millis,
        data_change: true,
        stats: Some(json!({"numRecords": file.rows}).to_string()),
        ..Add::default()
    }
}

/// The removal of a file that an earlier version added.
pub(super) fn removed(add: &Add, millis: i64) -> Remove {
    Remove {
        path: add.path.clone(),
        data_change: true,
        deletion_timestamp: Some(millis),
        extended_file_metadata: Some(true),
        partition_values: Some(add.partition_values.clone()),
        size: Some(add.size),
        ..Remove::default()
    }
}

/// The moment of a note in milliseconds since 1970; 0 where it is no moment.
pub(super) fn millis(note: &LogNote) -> i64 {
    chrono::DateTime::parse_from_rfc3339(&note.when).map_or(0, |moment| moment.timestamp_millis())
}

/// The partition values that a path of ours stands for: `as_of=2023-04-02/<part>.parquet`.
fn partition_of(path: &str) -> HashMap<String, Option<String>> {
    let (folder, name) = path.split_once('/').unwrap_or_default();
    let as_of = folder.split_once('=').map(|(_, value)| value.to_owned());
    let part = files::part_of(name).map(str::to_owned);
    HashMap::from([("as_of".to_owned(), as_of), ("part".to_owned(), part)])
}

/// A schema in Delta's words; every column may be empty.
fn schema_text(schema: &Schema) -> String {
    let fields: Vec<Value> = schema
        .iter()
        .map(|(name, kind)| {
            let kind = match kind {
                DataType::Date => "date",
                DataType::Int64 => "long",
                DataType::Boolean => "boolean",
                _ => "string",
            };
            json!({"name": name.as_str(), "type": kind, "nullable": true, "metadata": {}})
        })
        .collect();
    json!({"type": "struct", "fields": fields}).to_string()
}

fn parsed(action: Value) -> Result<Action> {
    serde_json::from_value(action).map_err(|cause| fault::delta("写入日志", cause))
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().build().map_err(|cause| fault::delta("启动读写", cause))
}

fn block_on<T>(work: impl Future<Output = deltalake_core::DeltaResult<T>>) -> Result<T> {
    runtime()?.block_on(work).map_err(|cause| fault::delta("读取日志", cause))
}
