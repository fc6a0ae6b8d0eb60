//! Runs are killed at random between their first write and their last, until a hundred kills have landed there.
//!
//! A first run that is left alone tells how long writing takes. Every later one is watched until it begins to write, and
//! killed after a part of that time; a kill counts only where something was written and not all.

use std::{
    fs,
    path::Path,
    process::Child,
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::{MONTH, content, copied, files, inbox, is_whole, program, runs};

/// How many kills must land in all, and how they are shared: taking in is quickest to repeat.
const WANTED: [(Job, u32); 3] = [(Job::Ingest, 60), (Job::Bulletin, 20), (Job::Notices, 24)];
/// Tries after which a thread gives up: then the test fails, for too few have landed.
const TRIES: u32 = 400;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Job {
    Ingest,
    Bulletin,
    Notices,
}

impl Job {
    fn arguments(self) -> Vec<&'static str> {
        match self {
            Self::Ingest => vec!["--quiet", "ingest", "收件"],
            Self::Bulletin => vec!["--quiet", "bulletin", "--month", MONTH, "--no-pdf"],
            Self::Notices => vec!["--quiet", "notices", "--month", MONTH, "--no-pdf"],
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Ingest => "store",
            Self::Bulletin => "bulletin",
            Self::Notices => "notices",
        }
    }

    fn start(self, dir: &Path) -> Child {
        let mut command = program(dir, &self.arguments());
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap()
    }

    /// What shows that writing has begun; for a store how many files it has, its lock left out.
    fn marks(self, dir: &Path) -> usize {
        match self {
            Self::Ingest => count(&dir.join("store")),
            Self::Bulletin | Self::Notices => {
                let month = dir.join("out").join(MONTH);
                let beside = |what: &str| month.join(format!(".{}.{what}", self.folder())).exists();
                usize::from(beside("new") || beside("old"))
            }
        }
    }

    /// Whether a run that had not begun at `before` is half-way: something is written and not all.
    fn is_half_way(self, dir: &Path, before: &Before) -> bool {
        match self {
            Self::Ingest => {
                self.marks(dir) > before.marks && content(dir).map_or(0, |(version, _)| version) == before.version
            }
            Self::Bulletin | Self::Notices => self.marks(dir) > 0,
        }
    }
}

/// A workspace before a run.
struct Before {
    marks: usize,
    version: u64,
}

impl Before {
    fn of(job: Job, dir: &Path) -> Self {
        let version = if job == Job::Ingest { content(dir).map_or(0, |(version, _)| version) } else { 0 };
        Self { marks: if job == Job::Ingest { job.marks(dir) } else { 0 }, version }
    }
}

fn count(dir: &Path) -> usize {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let names = entries.filter(|entry| !entry.file_name().to_string_lossy().starts_with(".lock"));
    names.map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 }).sum()
}

/// Random numbers that are the same in every run (Knuth's MMIX constants).
struct Dice(u64);

impl Dice {
    /// A part of `whole`.
    fn part(&mut self, whole: Duration) -> Duration {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        whole.mul_f64(f64::from((self.0 >> 40) as u32) / f64::from(1 << 24))
    }
}

/// Waits until the run begins to write; `false` where it ended before.
fn begins(job: Job, dir: &Path, before: &Before, child: &mut Child) -> bool {
    while job.marks(dir) <= before.marks {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        thread::sleep(Duration::from_micros(100));
    }
    true
}

/// How long an undisturbed run writes.
fn writing_time(job: Job, start: &TempDir) -> Duration {
    let dir = copied(start);
    let before = Before::of(job, dir.path());
    let mut child = job.start(dir.path());
    assert!(begins(job, dir.path(), &before, &mut child), "{job:?} wrote nothing");
    let begun = Instant::now();
    while job == Job::Ingest || job.marks(dir.path()) > 0 {
        if child.try_wait().unwrap().is_some() {
            break;
        }
        thread::sleep(Duration::from_micros(100));
    }
    let spent = begun.elapsed();
    assert!(child.wait().unwrap().code().is_some_and(|status| status <= 1));
    spent
}

/// Nothing is lost and nothing is half-written: the old state or the new one.
fn is_old_or_new(job: Job, dir: &Path, expected: &TempDir) {
    if job == Job::Ingest {
        let held = content(dir).map(|(_, rows)| rows).unwrap_or_default();
        let all = content(expected.path()).unwrap().1;
        assert!(held.is_empty() || held == all, "all tables of the run or none of them: {held:?}");
        return;
    }
    let month = dir.join("out").join(MONTH);
    for folder in ["bulletin", "notices"] {
        let target = month.join(folder);
        let stands = if target.exists() { target } else { month.join(format!(".{folder}.old")) };
        assert!(is_whole(&stands), "{job:?}: {} is neither old nor new", stands.display());
    }
}

/// The next run continues: afterwards everything is as if nothing had happened.
fn continues(job: Job, dir: &TempDir, expected: &TempDir) {
    runs(dir, &job.arguments());
    if job == Job::Ingest {
        assert_eq!(content(dir.path()).unwrap().1, content(expected.path()).unwrap().1);
        runs(dir, &["store", "compact"]);
        return is_old_or_new(job, dir.path(), expected);
    }
    let of = |dir: &TempDir| files(&dir.path().join("out"));
    let (mended, undisturbed) = (of(dir), of(expected));
    assert_eq!(mended.keys().collect::<Vec<_>>(), undisturbed.keys().collect::<Vec<_>>(), "{job:?} left something");
    for (name, bytes) in undisturbed {
        assert!(bytes == mended[&name], "{job:?}: {name} differs after the kills");
    }
}

/// Kills runs of a job until `wanted` kills have landed; answers how many did.
fn kill(job: Job, wanted: u32, seed: u64, start: &TempDir, expected: &TempDir) -> u32 {
    let window = writing_time(job, start);
    let mut dice = Dice(seed);
    let mut landed = 0;
    let mut dir = copied(start);
    for _ in 0..TRIES {
        if landed == wanted {
            break;
        }
        let before = Before::of(job, dir.path());
        let mut child = job.start(dir.path());
        let begun = begins(job, dir.path(), &before, &mut child);
        thread::sleep(dice.part(window));
        child.kill().unwrap();
        child.wait().unwrap();
        is_old_or_new(job, dir.path(), expected);
        let hit = begun && job.is_half_way(dir.path(), &before);
        landed += u32::from(hit);
        // Most runs find what the one before left; now and then one is left to finish, and all is made anew.
        if hit && landed % 4 == 0 {
            continues(job, &dir, expected);
            dir = copied(start);
        } else if job == Job::Ingest && !hit {
            dir = copied(start);
        }
    }
    continues(job, &dir, expected);
    landed
}

#[test]
fn a_hundred_kills_between_the_first_write_and_the_last_lose_nothing() {
    let fresh = inbox();
    let taken = copied(&fresh);
    runs(&taken, &Job::Ingest.arguments());
    let issued = copied(&taken);
    runs(&issued, &Job::Bulletin.arguments());
    runs(&issued, &Job::Notices.arguments());
    let landed: u32 = thread::scope(|scope| {
        let mut threads = Vec::new();
        for (job, wanted) in WANTED {
            let (start, expected) = if job == Job::Ingest { (&fresh, &taken) } else { (&issued, &issued) };
            for half in 0..2_u32 {
                let seed = u64::from(wanted * 2 + half);
                threads.push(scope.spawn(move || kill(job, wanted / 2, seed, start, expected)));
            }
        }
        threads.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert!(landed >= 100, "only {landed} kills landed between the first write and the last");
}
