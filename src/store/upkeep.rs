//! Looking after the store: is everything there that its versions name, and is anything there that none names.
//!
//! Verifying changes nothing. Compacting deletes only what no version names: files of runs that were killed.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{
    LogNote, Store,
    data::{self, Kind},
    fault, files,
    lock::Lock,
    logs::{self, Logs},
    record::Held,
    table::Table,
};
use crate::{Result, domain::Date};

/// What a check of the store found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Soundness {
    /// Versions that were looked at.
    pub versions: u64,
    /// Data files that were read and hashed.
    pub files: usize,
    /// Rows in the newest version, superseded and withdrawn submissions included.
    pub rows: u64,
    /// What is wrong, in Chinese, one a line; empty: the store is sound.
    pub problems: Vec<String>,
    /// What is worth a look though nothing is wrong with it, likewise: files that no version names.
    pub remarks: Vec<String>,
}

impl Soundness {
    /// Nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

/// What a compaction did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compaction {
    /// Files deleted that no version named.
    pub files: usize,
}

/// A data file: its table, its week and its part.
type DataFile = (Kind, Date, String);

/// The data files that versions name, with how many rows each submission of the newest version has in them.
type Named = BTreeMap<DataFile, BTreeMap<String, u32>>;

impl Store {
    /// Reads the logs from end to end, reads and hashes every file that any version names, and adds the rows of the newest
    /// version up.
    pub fn verify(&self) -> Result<Soundness> {
        // Another run may be writing: what is there and what was kept is looked at first, so that a version explains it.
        let (kept, there) = (self.witnesses()?, self.files_there()?);
        let mut logs = self.check_logs()?;
        let newest = self.version()?;
        let mut found = Soundness { versions: newest + 1, ..Soundness::default() };
        let (mut named, mut lists, mut weeks) = (Named::new(), BTreeSet::new(), BTreeSet::new());
        for version in 0..=newest {
            if let Some(held) = self.list_of(version, &mut lists, &mut found) {
                weeks.extend(held.iter().map(|one| one.submission.slot.as_of));
                name(&held, &mut named);
            }
        }
        if logs.problems.is_empty() && found.problems.is_empty() {
            logs.problems.extend(named.keys().filter_map(|file| unlisted(file, &logs.data)));
            logs.problems.extend(self.lost(&kept, newest, &weeks));
        }
        logs.remarks.extend(stray(there, &named, &logs));
        found.problems.splice(..0, logs.problems);
        found.remarks = logs.remarks;
        if let Ok(snapshot) = self.snapshot(None) {
            count(snapshot.held(), &mut named);
            found.problems.extend(snapshot.held().iter().filter_map(sums));
            found.rows = snapshot.held().iter().map(|held| u64::from(held.rows.count)).sum();
        }
        let faults: Vec<String> = named.par_iter().filter_map(|(file, counts)| self.fault(file, counts)).collect();
        found.problems.extend(faults);
        found.files = named.len() + lists.len();
        Ok(found)
    }

    /// The records of a version, its own file checked; a problem where they cannot be read.
    fn list_of(&self, version: u64, lists: &mut BTreeSet<String>, found: &mut Soundness) -> Option<Vec<Held>> {
        // An entry that is gone or cannot be read is named with the logs.
        let path = self.submissions.entry(version).ok()??.adds.into_iter().next().map(|add| add.path);
        if let Some(path) = path.filter(|path| !lists.contains(path)) {
            found.problems.extend(damage(&self.submissions, &path));
            lists.insert(path);
        } else {
            return None;
        }
        match self.head(Some(version)) {
            Ok(head) => Some(head.contents.held),
            // The damaged file is named above already.
            Err(_) => None,
        }
    }

    pub(super) fn table(&self, kind: Kind) -> &Table {
        match kind {
            Kind::Rows => &self.rows,
            Kind::Findings => &self.findings,
        }
    }

    fn fault(&self, (kind, week, part): &DataFile, counts: &BTreeMap<String, u32>) -> Option<String> {
        let table = self.table(*kind);
        damage(table, &data::path(*week, part)).or_else(|| miscount(table, *week, part, counts))
    }

    /// Deletes data files that no version names, half-written ones included (killed runs leave both), and takes them out
    /// of the open tables' logs.
    ///
    /// Nothing that any version needs is touched. Refuses a store that is not sound.
    pub fn compact(&self, note: &LogNote) -> Result<Compaction> {
        let _lock = Lock::take(&self.dir, note)?;
        let (mut needed, mut weeks, newest) = (BTreeSet::new(), BTreeSet::new(), self.version()?);
        // What a lost entry named must not be taken for what nothing names.
        let mut logs = self.check_logs()?;
        refuse(&logs.problems)?;
        for version in 0..=newest {
            let head = self.head(Some(version))?;
            logs.lists.extend(head.files.iter().map(|file| file.path.clone()));
            for held in &head.contents.held {
                weeks.insert(held.submission.slot.as_of);
                needed.extend([Kind::Rows, Kind::Findings].map(|kind| (kind, kind.place(held).part.clone())));
            }
        }
        refuse(self.lost(&self.witnesses()?, newest, &weeks).as_slice())?;
        let mut done = Compaction::default();
        for kind in [Kind::Rows, Kind::Findings] {
            done.files += sweep(self.table(kind), |part| needed.contains(&(kind, Some(part.to_owned()))), note)?;
        }
        for path in files::below(&self.submissions.folder)?.iter().filter(|path| !logs.lists.contains(*path)) {
            files::remove(&self.submissions.folder.join(path))?;
            done.files += 1;
        }
        Ok(done)
    }
}

fn refuse(problems: &[String]) -> Result<()> {
    if problems.is_empty() { Ok(()) } else { Err(fault::refused("没有清理", problems)) }
}

/// Deletes the files of a table that are not needed, half-written ones included, and answers how many.
fn sweep(table: &Table, needed: impl Fn(&str) -> bool, note: &LogNote) -> Result<usize> {
    let part = |path: &str| files::part_of(path.rsplit('/').next().unwrap_or(path)).map(str::to_owned);
    let stray: BTreeSet<String> =
        files::below(&table.folder)?.into_iter().filter(|path| !part(path).is_some_and(|part| needed(&part))).collect();
    table.forget(&stray, note)?;
    for path in &stray {
        files::remove(&table.folder.join(path))?;
    }
    Ok(stray.len())
}

/// A file that a version names and its table's log does not: other programs do not see it.
fn unlisted((kind, week, part): &DataFile, listed: &BTreeSet<(Kind, String)>) -> Option<String> {
    let (name, path) = (kind.folder(), data::path(*week, part));
    (!listed.contains(&(*kind, path.clone()))).then(|| {
        format!(
            "{name}/_delta_log：没有登记 {path}（add），其他程序读 {name} 表时会少内容。请从备份恢复 {name}/_delta_log 文件夹。"
        )
    })
}

/// A remark on the files that no version names.
fn stray(mut there: Vec<(Option<Kind>, String)>, named: &Named, logs: &Logs) -> Option<String> {
    let needed: BTreeSet<(Kind, String)> =
        named.keys().map(|(kind, week, part)| (*kind, data::path(*week, part))).collect();
    there.retain(|(kind, path)| match kind {
        Some(kind) => !needed.contains(&(*kind, path.clone())),
        None => !logs.lists.contains(path),
    });
    (!there.is_empty()).then(|| logs::unnamed(&there, logs.problems.is_empty()))
}

/// Adds the files that these records name.
fn name(held: &[Held], named: &mut Named) {
    for one in held {
        for kind in [Kind::Rows, Kind::Findings] {
            if let Some(part) = &kind.place(one).part {
                named.entry((kind, one.submission.slot.as_of, part.clone())).or_default();
            }
        }
    }
}

/// Notes how many rows each of these records has in its files.
fn count(held: &[Held], named: &mut Named) {
    for one in held {
        for kind in [Kind::Rows, Kind::Findings] {
            let place = kind.place(one);
            let file = place.part.as_ref().map(|part| (kind, one.submission.slot.as_of, part.clone()));
            if let Some(counts) = file.and_then(|file| named.get_mut(&file)) {
                counts.insert(one.submission.id.clone(), place.count);
            }
        }
    }
}

/// What is wrong with the bytes of a file: missing, or not those that its name promises.
fn damage(table: &Table, path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let place = table.folder.join(path);
    match files::read(&place) {
        Ok(Some(bytes)) if Some(files::digest(&bytes).as_str()) == files::part_of(name) => None,
        Ok(Some(_)) => Some(fault::altered(&place)),
        Ok(None) => Some(fault::missing(&place)),
        Err(error) => Some(error.message),
    }
}

/// Where a file has another number of rows for a submission than its record says.
fn miscount(table: &Table, week: Date, part: &str, counts: &BTreeMap<String, u32>) -> Option<String> {
    let path = data::path(week, part);
    let Ok(frame) = data::read(table, week, part) else {
        return Some(format!("文件无法读取：{}", table.folder.join(path).display()));
    };
    let Ok(ids) = frame.column("submission_id").and_then(|column| column.str()) else {
        return Some(format!("文件缺少列 submission_id：{}", table.folder.join(path).display()));
    };
    let mut met: BTreeMap<&str, u32> = BTreeMap::new();
    for id in ids.iter().flatten() {
        *met.entry(id).or_default() += 1;
    }
    let wrong = counts.iter().find(|(id, count)| met.get(id.as_str()).copied().unwrap_or_default() != **count)?;
    Some(format!("{}：报送 {} 登记 {} 行，文件中不是这个数。", path, wrong.0, wrong.1))
}

/// Where the counts of a submission do not add up.
fn sums(held: &Held) -> Option<String> {
    let (rows, one) = (&held.submission.rows, &held.submission);
    let read = rows.kept + rows.duplicates + rows.rejected + rows.no_data;
    let stored = rows.kept + rows.duplicates;
    let place = format!("{}（{} {} {}）", one.file, one.slot.county, one.slot.ledger.label(), one.slot.as_of);
    if rows.read != read {
        Some(format!("{place}：读到 {} 行，去向合计 {read} 行。", rows.read))
    } else if held.rows.count != stored {
        Some(format!("{place}：应存 {stored} 行，实存 {} 行。", held.rows.count))
    } else {
        None
    }
}
