#!/usr/bin/env bash
# What hostile files cost, release build: seconds and peak memory (largest process, MiB) of `tongbao ingest --dry-run` on each.
# A bomb that takes longer than 2 s or more than 200 MiB, or that is not refused as the tests expect, fails the run.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --locked --bin tongbao --example bombs
target=${CARGO_TARGET_DIR:-target}/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp sample-data/tongbao.toml "$work/"
"$target/examples/bombs" "$work/bombs" >"$work/list"
python3 - "$(realpath "$target/tongbao")" "$work" <<'PY'
import os, pathlib, subprocess, sys, time

program, work = sys.argv[1], pathlib.Path(sys.argv[2])
faults = 0
for line in (work / "list").read_text().splitlines():
    name, code = line.split()
    start = time.perf_counter()
    child = subprocess.Popen([program, "ingest", "--dry-run", "--workspace", str(work), str(work / "bombs" / name)],
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    seconds, peak = time.perf_counter() - start, usage.ru_maxrss / 1024
    good = "未收" in said and name in said and seconds <= 2 and peak <= 200
    faults += not good
    print(f"{name:24} {code:18} {seconds:6.2f} s {peak:6.0f} MiB{'' if good else '   TOO MUCH, or not refused'}")
sys.exit(f"{faults} files cost too much" if faults else 0)
PY
