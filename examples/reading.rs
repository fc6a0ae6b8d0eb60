//! Times `ingest` of a workspace's inbox, its workbooks read in processes of their own and read in place, in turn.
//!
//! `cargo run --release --example reading -- PROGRAM DIR [RUNS]` prints the medians in milliseconds and what the processes
//! add, once for the whole command and once with `--dry-run`, which stores nothing. Each run is a process of its own, as it is
//! for an office. The store of `DIR` is made anew.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods, missing_docs)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use tongbao::commands::{Setting, ingest};

/// As the program itself has it: else this would measure another allocator.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (program, dir) = (&arguments[0], &arguments[1]);
    if let Some(dry_run) = arguments.get(2).and_then(|word| word.parse().ok()) {
        let program = (program != IN_PLACE).then(|| PathBuf::from(program));
        println!("{}", run(Path::new(dir), program, dry_run).as_micros());
        return;
    }
    let runs = arguments.get(2).map_or(7, |runs| runs.parse().unwrap());
    for (name, dry_run) in [("ingest", false), ("ingest --dry-run", true)] {
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..runs {
            times[0].push(alone(program, dir, dry_run));
            times[1].push(alone(IN_PLACE, dir, dry_run));
        }
        let [apart, in_place] = times.map(median);
        let more = (apart.as_secs_f64() / in_place.as_secs_f64() - 1.0) * 100.0;
        println!("{name}: {} ms, in place {} ms: {more:+.1} %", apart.as_millis(), in_place.as_millis());
    }
}

/// Instead of the program that reads.
const IN_PLACE: &str = "-";

/// A run in a process of its own.
fn alone(program: &str, dir: &str, dry_run: bool) -> Duration {
    let arguments = [program, dir, &dry_run.to_string()];
    let told = Command::new(std::env::current_exe().unwrap()).args(arguments).output().unwrap().stdout;
    Duration::from_micros(String::from_utf8(told).unwrap().trim().parse().unwrap())
}

fn run(dir: &Path, program: Option<PathBuf>, dry_run: bool) -> Duration {
    let setting = Setting { program, ..Setting::silent(dir) };
    let options = ingest::Options { paths: vec![dir.join("收件")], dry_run, ..ingest::Options::default() };
    if !dry_run {
        let _ = fs::remove_dir_all(dir.join("store"));
    }
    let start = Instant::now();
    ingest::run(&options, &setting).unwrap();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
