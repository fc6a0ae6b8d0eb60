//! Whether the three logs are whole: every entry is there and says what its kind always says, and none is gone at the end.
//!
//! A run that is killed between its commits leaves files that no version names. That is legal, the next run continues, and
//! so it is only remarked on. A last entry that was lost leaves the same files; what tells it apart is what was kept of its
//! week, for that is written once the entry stands ([`Kept::weeks`]). Where nothing is kept, the remark names both causes.
//!
//! It reads and never writes; data files are looked at by size alone.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::Value;

use super::{
    Store,
    access::{Head, RESTORED},
    data::{self, Kind},
    fault, files,
    kept::Kept,
    table::{Entry, Table},
};
use crate::{Result, domain::Date};

/// How many files a remark names.
const NAMED: usize = 6;
const DECIDES: &str = "submissions";
/// What helps where the end of the log is lost.
const BACK: &str = "请从备份恢复 store 文件夹；如果是有意换回较早的备份，删去 store/kept 文件夹即可。";

/// What the logs say.
#[derive(Default)]
pub(super) struct Logs {
    /// What is wrong with them, in Chinese.
    pub(super) problems: Vec<String>,
    /// What is legal but worth a look.
    pub(super) remarks: Vec<String>,
    /// Every file that the log of `submissions` ever listed.
    pub(super) lists: BTreeSet<String>,
    /// Every file that those of rows and findings ever listed.
    pub(super) data: BTreeSet<(Kind, String)>,
}

/// An entry as it lies there.
enum Page {
    Missing,
    /// Without its bytes.
    Empty,
    Unreadable,
    Said(Entry),
}

impl Page {
    fn entry(&self) -> Option<&Entry> {
        match self {
            Self::Said(entry) => Some(entry),
            Self::Missing | Self::Empty | Self::Unreadable => None,
        }
    }

    /// The entry where this program wrote it.
    fn our_entry(&self) -> Option<&Entry> {
        self.entry().filter(|entry| entry.ours.is_some())
    }
}

impl Store {
    /// Reads the three logs from end to end.
    pub(super) fn check_logs(&self) -> Result<Logs> {
        let pages = read(&self.submissions)?;
        let mut found = Logs::default();
        for (version, page) in (0..).zip(&pages) {
            found.problems.extend(self.fault_of(&pages, version));
            found.lists.extend(page.entry().into_iter().flat_map(paths).map(str::to_owned));
        }
        for kind in [Kind::Rows, Kind::Findings] {
            let needed = pages.iter().filter_map(|page| page.entry()?.ours.as_ref()?[kind.folder()].as_u64()).max();
            let pages = read(self.table(kind))?;
            check_data(self.table(kind), &pages, needed.unwrap_or_default(), &mut found);
            let listed = pages.iter().filter_map(Page::entry).flat_map(paths);
            found.data.extend(listed.map(|path| (kind, path.to_owned())));
        }
        Ok(found)
    }

    /// What is wrong with an entry of `submissions`, by itself or beside those before.
    fn fault_of(&self, pages: &[Page], version: u64) -> Option<String> {
        let page = pages.get(usize::try_from(version).ok()?)?;
        let last = version + 1 == count(pages);
        flaw(&self.submissions, version, page, last).or_else(|| {
            let what = story(pages, version)?;
            Some(format!("{}：{what}请从备份恢复这个文件。", self.submissions.place(version)))
        })
    }

    /// What was kept for a version that is not there any more; `kept` as it was before the newest version was asked for,
    /// `weeks` are those of all versions.
    pub(super) fn lost(&self, kept: &[(Date, Option<u64>)], newest: u64, weeks: &BTreeSet<Date>) -> Option<String> {
        self.beyond(kept, newest).or_else(|| {
            let (week, _) = kept.iter().find(|(week, _)| !weeks.contains(week))?;
            Some(format!(
                "{}：文件缺失或写着别的内容，kept/{week} 是收下这一期之后留下的，却没有一个版本有这一期，它的报送都看不到了。{BACK}",
                self.submissions.place(newest + 1)
            ))
        })
    }

    fn beyond(&self, kept: &[(Date, Option<u64>)], newest: u64) -> Option<String> {
        let (week, version) = kept.iter().find(|(_, version)| version.is_some_and(|version| version > newest))?;
        Some(format!(
            "{}：文件缺失或是空的，kept/{week} 是第 {} 版写成之后留下的，日志却只到第 {newest} 版，其后收下或撤下的都看不到了。{BACK}",
            self.submissions.place(newest + 1),
            version.unwrap_or_default()
        ))
    }

    /// What is kept, for [`Store::lost`]: to be asked for before the newest version, which may move on meanwhile.
    pub(super) fn witnesses(&self) -> Result<Vec<(Date, Option<u64>)>> {
        Kept::new(&self.dir).weeks()
    }

    /// The data files that lie in the tables' folders, by table.
    pub(super) fn files_there(&self) -> Result<Vec<(Option<Kind>, String)>> {
        let mut there = Vec::new();
        for kind in [Some(Kind::Rows), Some(Kind::Findings), None] {
            let table = kind.map_or(&self.submissions, |kind| self.table(kind));
            there.extend(files::below(&table.folder)?.into_iter().map(|path| (kind, path)));
        }
        Ok(there)
    }

    /// Refuses to follow a version whose files are not there or have another size than their log says: a look at each
    /// file's entry in its folder, for a run must not take long because of it. [`Store::verify`] reads them. Nor one whose
    /// own entry is not whole, or that is not the newest there was.
    pub(super) fn refuse_damaged(&self, head: &Head, kept: &[(Date, Option<u64>)]) -> Result<()> {
        let pages = read(&self.submissions)?;
        let mut problems: Vec<String> = self.fault_of(&pages, head.version).into_iter().collect();
        problems.extend(self.beyond(kept, head.version));
        for kind in [Kind::Rows, Kind::Findings] {
            let table = self.table(kind);
            let sizes = sizes(table)?;
            let held = head.contents.held.iter();
            let named: BTreeSet<(Date, &str)> =
                held.filter_map(|one| Some((one.submission.slot.as_of, kind.place(one).part.as_deref()?))).collect();
            for (week, part) in named {
                let path = data::path(week, part);
                let place = table.folder.join(&path);
                match (files::size(&place)?, sizes.get(&path)) {
                    (None, _) => problems.push(fault::missing(&place)),
                    (Some(there), Some(listed)) if there != *listed => problems.push(fault::altered(&place)),
                    (Some(_), _) => {}
                }
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(fault::refused("这次什么都没有写入", &problems)) }
    }
}

/// The remark on files that no version names.
pub(super) fn unnamed(stray: &[(Option<Kind>, String)], sound: bool) -> String {
    let name = |(kind, path): &(Option<Kind>, String)| format!("{}/{path}", kind.map_or(DECIDES, Kind::folder));
    let more = if stray.len() > NAMED { " 等" } else { "" };
    let names = stray.iter().take(NAMED).map(name).collect::<Vec<_>>().join("、");
    let advice = if sound {
        "如果此刻有别的任务在收件，等它结束再核对。否则多半是某次运行写到一半被中断：那一次没有收成，重新运行即可，之后可用 tongbao store compact 清理。\
         如果那一次报告过成功，就是 submissions 的日志丢了末尾的版本：请先从备份恢复 store 文件夹，不要清理。"
    } else {
        "其中可能有丢失的版本的数据：恢复之前请原样留着。"
    };
    format!("有 {} 个文件没有任何版本用到：{names}{more}。{advice}", stray.len())
}

fn read(table: &Table) -> Result<Vec<Page>> {
    let Some(last) = table.last_entry()? else { return Ok(Vec::new()) };
    Ok((0..=last).into_par_iter().map(|version| page(table, version)).collect())
}

fn page(table: &Table, version: u64) -> Page {
    match table.entry(version) {
        Ok(None) => Page::Missing,
        Ok(Some(entry)) if entry.informed => Page::Said(entry),
        Ok(Some(_)) | Err(_) if files::is_torn(&table.entry_path(version)) => Page::Empty,
        Ok(Some(entry)) => Page::Said(entry),
        Err(_) => Page::Unreadable,
    }
}

/// The files that a log ever listed, with their sizes.
fn sizes(table: &Table) -> Result<BTreeMap<String, u64>> {
    let pages = read(table)?;
    let adds = pages.iter().filter_map(Page::entry).flat_map(|entry| &entry.adds);
    Ok(adds.filter_map(|add| Some((add.path.clone(), u64::try_from(add.size).ok()?))).collect())
}

/// The log of rows or findings, of which `needed` is the newest version that a version of the store needs.
fn check_data(table: &Table, pages: &[Page], needed: u64, found: &mut Logs) {
    let last = count(pages).saturating_sub(1);
    for (version, page) in (0..).zip(pages) {
        if matches!(page, Page::Empty) && version == last && version > needed {
            found.remarks.push(format!(
                "{}：文件是空的，没有版本用到它，多半是断电留下的；下次收件会重写，不必处理。",
                table.place(version)
            ));
        } else {
            found.problems.extend(flaw(table, version, page, false));
        }
    }
    if last < needed {
        found.problems.push(format!(
            "{}：文件缺失，台账库用到 {} 表的第 {needed} 版，它的日志却只到第 {last} 版，其他程序读这张表时会少内容。请从备份恢复这个文件。",
            table.place(last + 1),
            table.name()
        ));
    }
}

fn count(pages: &[Page]) -> u64 {
    u64::try_from(pages.len()).unwrap_or(u64::MAX)
}

/// What is wrong with an entry taken by itself; `cut` where a power cut may have left it empty, and nothing is lost.
fn flaw(table: &Table, version: u64, page: &Page, cut: bool) -> Option<String> {
    let what = match page {
        Page::Missing => "文件缺失",
        Page::Empty => "文件是空的",
        Page::Unreadable => "内容不是日志的写法",
        Page::Said(entry) if !entry.informed => "没有说明这一版的一行（commitInfo）",
        Page::Said(entry) if version == 0 && !entry.defines => "没有说明这张表的两行（protocol、metaData）",
        Page::Said(entry) if version > 0 && changes_nothing(entry) => "没有登记任何文件（add、remove）",
        Page::Said(_) => return None,
    };
    let harm = match (version, table.name().as_str()) {
        (0, _) => "其他程序打不开这张表".to_owned(),
        (_, DECIDES) => format!("第 {version} 版收下或撤下的内容因此看不到"),
        (_, name) => format!("其他程序读 {name} 表时会少内容"),
    };
    let advice = match page {
        Page::Empty if cut && version > 0 => {
            "如果那一次运行遇上断电、没有报告成功，重新运行那一次即可；否则请从备份恢复这个文件。"
        }
        Page::Empty | Page::Missing | Page::Unreadable | Page::Said(_) => "请从备份恢复这个文件。",
    };
    Some(format!("{}：{what}，{harm}。{advice}", table.place(version)))
}

/// No commit of this program is without a change; one of another program may set a property.
fn changes_nothing(entry: &Entry) -> bool {
    entry.ours.is_some() && entry.adds.is_empty() && entry.removes.is_empty()
}

/// What does not fit with the entries before: each of ours lists the whole content anew and removes the list before.
fn story(pages: &[Page], version: u64) -> Option<String> {
    let at = |version: u64| pages.get(usize::try_from(version).ok()?);
    let entry = at(version).filter(|_| version > 0)?.our_entry()?;
    if let Some(from) = restored(entry) {
        let wrong = at(from)?.our_entry().is_some_and(|source| paths(source).ne(paths(entry)));
        if wrong {
            return Some(format!("写明恢复到第 {from} 版，登记的（add）却不是那一版的文件，读到的报送因此不对。"));
        }
    } else if entry.adds.is_empty() {
        return Some(format!("没有登记报送清单（add），第 {version} 版因此成了空的，此前收下的报送都看不到。"));
    }
    let before = at(version - 1)?.our_entry()?;
    paths(before)
        .any(|path| !entry.removes.iter().any(|gone| gone == path))
        .then(|| "没有换下上一版的报送清单（remove），其他程序会把同一份报送算两遍。".to_owned())
}

/// The version whose content a commit brought back. Stores of before that was noted say it in words.
fn restored(entry: &Entry) -> Option<u64> {
    let ours = entry.ours.as_ref()?;
    let words = || ours["what"].as_str()?.strip_prefix("store restore ")?.parse().ok();
    ours.get(RESTORED).and_then(Value::as_u64).or_else(words)
}

fn paths(entry: &Entry) -> impl Iterator<Item = &str> {
    entry.adds.iter().map(|add| add.path.as_str())
}
