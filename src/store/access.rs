//! Opening, reading, changing: the store as the commands use it.
//!
//! Every change is one commit of `submissions` after everything it names is in place; a change that finds another writer
//! ahead of it starts over from what that one left.

use std::path::{Path, PathBuf};

use deltalake_core::kernel::{Action, Add};
use serde_json::{Value, json};

use super::{
    Batch, Committed, Fate, LogEntry, LogNote, RejectedFile, Snapshot,
    data::{self, Incoming, Kind, PARTITIONS, Written},
    fault, files, frame,
    kept::Kept,
    lock::Lock,
    record::{self, Contents, Held, Place},
    resolve::Docket,
    table::{self, DataFile, Table},
};
use crate::{
    Error, Result,
    domain::{
        Date,
        submission::{Slot, Submission},
    },
};

/// How often a change starts over because another writer was ahead (only where locks do not work).
const TRIES: usize = 20;

/// Key under which a restoring commit says which version's content it brought back.
pub(super) const RESTORED: &str = "restored";

/// A store in its folder.
#[derive(Debug)]
pub struct Store {
    pub(super) dir: PathBuf,
    pub(super) submissions: Table,
    pub(super) rows: Table,
    pub(super) findings: Table,
}

/// A version as a change starts from it.
pub(super) struct Head {
    pub(super) version: u64,
    pub(super) contents: Contents,
    /// The file of the version: one, or none where it is empty; another program may have left several.
    pub(super) files: Vec<Add>,
    /// Versions of `rows` and `findings` at that time.
    rows: u64,
    findings: u64,
}

/// What a batch would come to in a store that does not exist yet.
pub fn preview_of_empty(batch: &Batch, note: &LogNote) -> Result<Vec<Fate>> {
    Ok(plan(&Contents::default(), batch, note)?.fates)
}

impl Store {
    /// Opens the store in this folder; an error where there is none.
    pub fn open(dir: &Path) -> Result<Self> {
        let store = Self::at(dir)?;
        if store.submissions.latest()?.is_none() {
            return Err(Error::failed(format!("这里没有台账库：{}", store.dir.display()))
                .remedy("请先运行 tongbao init，或检查工作区的 store 文件夹。"));
        }
        Ok(store)
    }

    /// Opens the store in this folder and makes an empty one (version 0) where there is none.
    pub fn create(dir: &Path, note: &LogNote) -> Result<Self> {
        let store = Self::at(dir)?;
        if store.submissions.latest()?.is_none() {
            files::make_folder(&store.dir)?;
            for (kind, table) in [(Kind::Rows, &store.rows), (Kind::Findings, &store.findings)] {
                let mut schema = (*kind.schema()?).clone();
                schema.with_column("part".into(), polars::prelude::DataType::String);
                table.create(&schema, &PARTITIONS, note)?;
            }
            let schema = record::schema().map_err(|cause| fault::frame("写入数据", cause))?;
            store.submissions.create(&schema, &[], note)?;
        }
        Ok(store)
    }

    fn at(dir: &Path) -> Result<Self> {
        let dir = files::absolute(dir)?;
        Ok(Self {
            submissions: Table::new(&dir, "submissions"),
            rows: Table::new(&dir, Kind::Rows.folder()),
            findings: Table::new(&dir, Kind::Findings.folder()),
            dir,
        })
    }

    /// The newest version; 0 is the empty store.
    pub fn version(&self) -> Result<u64> {
        self.submissions.latest()?.ok_or_else(|| fault::damaged("submissions/_delta_log 里没有日志"))
    }

    /// The store as it was at this version; the newest without one.
    pub fn snapshot(&self, at: Option<u64>) -> Result<Snapshot> {
        let head = self.head(at)?;
        let (rows, findings) =
            (Table { folder: self.rows.folder.clone() }, Table { folder: self.findings.folder.clone() });
        Ok(Snapshot::new(head.version, head.contents, rows, findings, Kept::new(&self.dir)))
    }

    /// Keeps parts of what was computed for a week, with the name of what they were made from, for [`Snapshot::kept`].
    ///
    /// # Errors
    /// The disk; nothing that a version needs is touched.
    pub fn keep(&self, week: Date, made_from: &str, parts: Vec<(String, frame::Frame)>) -> Result<()> {
        Kept::new(&self.dir).put(week, self.version()?, made_from, parts)
    }

    /// What a batch would come to, changing nothing (`--dry-run`).
    pub fn preview(&self, batch: &Batch, note: &LogNote) -> Result<Vec<Fate>> {
        Ok(plan(&self.head(None)?.contents, batch, note)?.fates)
    }

    /// Takes a batch in, whole or not at all: all data files, then one commit of the deciding table.
    ///
    /// Where nothing changes (the same files again) no version is made. Waits for another writer; an error names it
    /// where it does not finish. Refuses a store that has visibly lost something.
    pub fn commit(&self, batch: &Batch, note: &LogNote) -> Result<Committed> {
        let _lock = Lock::take(&self.dir, note)?;
        for _ in 0..TRIES {
            let (kept, head) = (self.witnesses()?, self.head(None)?);
            let plan = plan(&head.contents, batch, note)?;
            let fates = plan.fates.clone();
            if !plan.changed {
                return Ok(Committed { version: head.version, fates });
            }
            self.refuse_damaged(&head, &kept)?;
            if let Some(version) = self.carry_out(&head, plan, batch, note)? {
                return Ok(Committed { version, fates });
            }
        }
        Err(Error::failed("台账库一直被其他任务改写，本次没有写入。").remedy("请稍后重新运行。"))
    }

    /// Takes the submission of a slot out of force; an error where nothing is in force. Answers the new version.
    pub fn withdraw(&self, slot: &Slot, note: &LogNote) -> Result<u64> {
        let batch = Batch { withdrawals: vec![slot.clone()], ..Batch::default() };
        Ok(self.commit(&batch, note)?.version)
    }

    /// Makes the content of an earlier version the newest, as a new version. Answers it; the newest one where the
    /// content is the same.
    pub fn restore(&self, version: u64, note: &LogNote) -> Result<u64> {
        let _lock = Lock::take(&self.dir, note)?;
        for _ in 0..TRIES {
            let (head, target) = (self.head(None)?, self.head(Some(version))?);
            if paths(&head.files) == paths(&target.files) {
                return Ok(head.version);
            }
            let ours = json!({"rows": head.rows, "findings": head.findings, RESTORED: version});
            if let Some(version) = self.publish(&head, target.files, ours, note)? {
                return Ok(version);
            }
        }
        Err(Error::failed("台账库一直被其他任务改写，本次没有恢复。").remedy("请稍后重新运行。"))
    }

    /// The history of the store, oldest first.
    pub fn log(&self) -> Result<Vec<LogEntry>> {
        (0..=self.version()?).map(|version| Ok(LogEntry { version, note: self.submissions.note(version)? })).collect()
    }

    /// The content of a version, with what a change needs to follow it.
    pub(super) fn head(&self, at: Option<u64>) -> Result<Head> {
        let version = match at {
            Some(version) => version,
            None => self.version()?,
        };
        let Some(entry) = self.submissions.entry(version)? else {
            return Err(
                Error::failed(format!("台账库没有第 {version} 版。")).remedy("用 tongbao store log 查看有哪些版本。")
            );
        };
        let Some(ours) = entry.ours else { return self.foreign_head(version) };
        let known = |key: &str| ours.get(key).and_then(Value::as_u64).unwrap_or_default();
        let contents = self.contents(&entry.adds)?;
        Ok(Head { version, contents, files: entry.adds, rows: known("rows"), findings: known("findings") })
    }

    /// A version that another program wrote: Delta's own replay says which files belong to it.
    fn foreign_head(&self, version: u64) -> Result<Head> {
        let replayed = self.submissions.replay(version)?;
        let files: Vec<Add> = replayed.into_iter().map(|path| Add { path, ..Add::default() }).collect();
        let latest = |table: &Table| table.latest().map(Option::unwrap_or_default);
        let (rows, findings) = (latest(&self.rows)?, latest(&self.findings)?);
        Ok(Head { version, contents: self.contents(&files)?, files, rows, findings })
    }

    fn contents(&self, files: &[Add]) -> Result<Contents> {
        let mut contents = Contents::default();
        for file in files {
            let frame = files::read_frame(&self.submissions.folder.join(&file.path))?;
            let read = record::from_frame(&frame).map_err(|cause| fault::damaged(&file.path).caused_by(cause))?;
            contents.held.extend(read.held);
            contents.rejected.extend(read.rejected);
        }
        Ok(contents)
    }

    /// Writes what a plan needs and commits it; `None` where another writer was ahead.
    fn carry_out(&self, head: &Head, plan: Plan, batch: &Batch, note: &LogNote) -> Result<Option<u64>> {
        let incoming: Vec<Incoming> = plan
            .fates
            .iter()
            .zip(&plan.ids)
            .zip(&batch.arrivals)
            .filter(|((fate, _), _)| fate.is_new())
            .map(|((_, id), arrival)| (id.as_str(), arrival))
            .collect();
        let written = data::write(&self.rows, &self.findings, &incoming)?;
        let versions = (
            append(&self.rows, head.rows, &written.rows, note)?,
            append(&self.findings, head.findings, &written.findings, note)?,
        );
        let mut paths = self.paths(&written, versions);
        let held = housed(plan.submissions, &head.contents, written.places);
        let mut frame = record::to_frame(&Contents { held, rejected: plan.rejected })
            .map_err(|cause| fault::frame("写入数据", cause))?;
        let rows = frame.height();
        let (part, bytes) = files::write(&self.submissions.folder, &mut frame)?;
        let file = DataFile { path: files::name_of(&part), partition: Vec::new(), bytes, rows };
        paths.push(self.submissions.folder.join(&file.path));
        // Everything that the deciding entry will name is on the disk before that entry is.
        files::settle(&paths)?;
        let ours = json!({"rows": versions.0, "findings": versions.1});
        self.publish(head, vec![table::added(&file, table::millis(note))], ours, note)
    }

    /// What was written so far: data files, and the entries that list them.
    fn paths(&self, written: &Written, versions: (u64, u64)) -> Vec<PathBuf> {
        let of = |table: &Table, files: &[DataFile], version: u64| -> Vec<PathBuf> {
            let entry = (!files.is_empty()).then(|| table.entry_path(version));
            files.iter().map(|file| table.folder.join(&file.path)).chain(entry).collect()
        };
        let mut paths = of(&self.rows, &written.rows, versions.0);
        paths.extend(of(&self.findings, &written.findings, versions.1));
        paths
    }

    /// The deciding commit: these files instead of those before; `ours` says which versions of the others it needs.
    fn publish(&self, head: &Head, files: Vec<Add>, ours: Value, note: &LogNote) -> Result<Option<u64>> {
        let mut actions = vec![table::information("WRITE", note, ours)];
        actions.extend(head.files.iter().map(|add| Action::Remove(table::removed(add, table::millis(note)))));
        actions.extend(files.into_iter().map(Action::Add));
        let version = head.version + 1;
        let won = self.submissions.commit(version, &actions)?;
        if won {
            files::settle(&[self.submissions.entry_path(version)])?;
            self.submissions.checkpoint(version);
        }
        Ok(won.then_some(version))
    }
}

fn paths(files: &[Add]) -> Vec<&str> {
    files.iter().map(|add| add.path.as_str()).collect()
}

fn append(table: &Table, known: u64, files: &[DataFile], note: &LogNote) -> Result<u64> {
    if files.is_empty() { Ok(known) } else { table.append(known, files, note) }
}

/// Submissions with their places: the new ones where they were written, the others where they were.
fn housed(
    submissions: Vec<Submission>,
    before: &Contents,
    mut places: std::collections::BTreeMap<String, (Place, Place)>,
) -> Vec<Held> {
    let mut known: std::collections::BTreeMap<&str, &Held> =
        before.held.iter().map(|held| (held.submission.id.as_str(), held)).collect();
    submissions
        .into_iter()
        .map(|submission| {
            let old = known.remove(submission.id.as_str()).map(|held| (held.rows.clone(), held.findings.clone()));
            let (rows, findings) = places.remove(&submission.id).or(old).unwrap_or_default();
            Held { submission, rows, findings }
        })
        .collect()
}

/// What a batch comes to, before anything is written.
struct Plan {
    submissions: Vec<Submission>,
    rejected: Vec<RejectedFile>,
    /// Of each arrival.
    ids: Vec<String>,
    fates: Vec<Fate>,
    changed: bool,
}

fn plan(before: &Contents, batch: &Batch, note: &LogNote) -> Result<Plan> {
    let mut docket = Docket::new(before.held.iter().map(|held| held.submission.clone()).collect());
    for slot in &batch.withdrawals {
        if !docket.withdraw(slot) {
            return Err(Error::usage(format!(
                "没有可撤回的报送：{} {} {}",
                slot.county,
                slot.ledger.label(),
                slot.as_of
            ))
            .remedy("用 tongbao query submissions 查看已收到的报送。"));
        }
    }
    let (mut ids, mut fates) = (Vec::new(), Vec::new());
    for arrival in &batch.arrivals {
        let submission = arrival.submission(note);
        ids.push(submission.id.clone());
        fates.push(docket.take_in(submission, arrival.explicit));
    }
    let rejected = still_rejected(&before.rejected, batch);
    let changed =
        !batch.withdrawals.is_empty() || fates.iter().any(|fate| fate.is_new()) || rejected != before.rejected;
    Ok(Plan { submissions: docket.into_submissions(), rejected, ids, fates, changed })
}

/// The rejected files after a batch: the newest word on each path, without what is accepted now; by path.
///
/// A file counts as accepted by its path, or by its bytes wherever they lie now.
fn still_rejected(before: &[RejectedFile], batch: &Batch) -> Vec<RejectedFile> {
    let accepted = |file: &RejectedFile| {
        batch.accepted.contains(&file.file)
            || batch
                .arrivals
                .iter()
                .any(|arrival| arrival.file == file.file || (!file.sha256.is_empty() && arrival.sha256 == file.sha256))
    };
    let mut by_path: std::collections::BTreeMap<&str, &RejectedFile> = std::collections::BTreeMap::new();
    for file in before.iter().chain(&batch.rejected) {
        by_path.insert(&file.file, file);
    }
    by_path.into_values().filter(|file| !accepted(file)).cloned().collect()
}
