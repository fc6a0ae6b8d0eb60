//! Times the whole indicator set of a workspace: state, tables, all queries of `indicators.json`, reconciliation.
//!
//! `cargo run --release --example indicators -- DIR MONTH [RUNS]` prints the median of the runs in milliseconds, once with
//! what is kept of the newest week (see `commands/kept.rs`) and once over all weeks, and the peak of memory of the former.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods, missing_docs)]

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use tongbao::commands::{Setting, figures};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (dir, month) = (Path::new(&arguments[0]), &arguments[1]);
    let runs = arguments.get(2).map_or(5, |runs| runs.parse().unwrap());
    let setting = Setting::silent(dir);
    let kept = median(month, &setting, runs);
    let memory = peak_mib();
    let (there, aside) = (dir.join("store/kept"), dir.join("store/.kept-aside"));
    fs::rename(&there, &aside).unwrap();
    let full = median(month, &setting, runs);
    fs::rename(&aside, &there).unwrap();
    println!("kept {} ms, {memory} MiB; over all weeks {} ms", kept.as_millis(), full.as_millis());
}

fn median(month: &str, setting: &Setting, runs: usize) -> Duration {
    let run = || {
        let start = Instant::now();
        figures::prepare(month, setting).unwrap();
        start.elapsed()
    };
    let mut times: Vec<Duration> = (0..runs).map(|_| run()).collect();
    times.sort();
    times[runs / 2]
}

/// The most memory that this process ever held, where the system tells.
fn peak_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
