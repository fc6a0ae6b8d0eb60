#!/usr/bin/env bash
# Whole-process figures, release build: medians of five runs, wall seconds and peak memory (largest process, MiB).
# Inputs: the sample, and provinces made by examples/province.rs (180 units, 60,000 entries a week; 5, 9 and 52 weeks).
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --locked --bin tongbao --example province --example indicators
target=${CARGO_TARGET_DIR:-target}/release
fonts=$PWD/.fonts
program=$(realpath "$target/tongbao")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# measure NAME SETUP COMMAND...: SETUP is run before each of the six runs (the first is not counted).
measure() {
  local name=$1 setup=$2 times=() peaks=() run
  shift 2
  for run in 0 1 2 3 4 5; do
    eval "$setup"
    read -r seconds peak < <(python3 - "$@" <<'PY'
import os, resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
seconds = time.perf_counter() - start
assert code in (0, 1), (code, sys.argv)
print(f"{seconds:.3f} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f}")
PY
)
    [ "$run" -eq 0 ] || { times+=("$seconds"); peaks+=("$peak"); }
  done
  printf '%-44s %8s s  %6s MiB\n' "$name" "$(printf '%s\n' "${times[@]}" | sort -n | sed -n 3p)" \
    "$(printf '%s\n' "${peaks[@]}" | sort -n | sed -n 3p)"
}

fresh() { rm -rf "$1/store" "$1/out"; }

mkdir -p "$work/city/收件"
cp sample-data/tongbao.toml "$work/city/"
cp -r sample-data/submissions/2023-04-* "$work/city/收件/"
inbox=$work/city/收件
in_city=("$program" --fonts "$fonts" --workspace "$work/city")
measure '--help' : "$program" --help
measure 'April, without PDF' "fresh $work/city" "${in_city[@]}" month 2023-04 "$inbox" --no-pdf
measure 'April, with every PDF' "fresh $work/city" "${in_city[@]}" month 2023-04 "$inbox"
measure 'query county_ranking' : "${in_city[@]}" query county_ranking

"$target/examples/province" "$work/province" >/dev/null
in_province=("$program" --fonts "$fonts" --workspace "$work/province")
measure 'province, without PDF' "fresh $work/province" "${in_province[@]}" month 2023-04 "$work/province/收件" --no-pdf
measure 'province, query county_ranking' : "${in_province[@]}" query county_ranking
rm -rf "$work/province"

# The whole indicator set does not grow with the history: of the newest week, all that earlier ones say is kept at ingest.
for weeks in 9 52; do
  "$target/examples/province" "$work/$weeks" --weeks "$weeks" >/dev/null
  for week in "$work/$weeks/收件"/*/; do "$program" --workspace "$work/$weeks" ingest --quiet "$week" >/dev/null 2>&1 || true; done
  month=$(ls "$work/$weeks/收件" | tail -1 | cut -c1-7)
  printf '%-44s %s\n' "province, indicator set, $weeks weeks" "$("$target/examples/indicators" "$work/$weeks" "$month")"
  rm -rf "${work:?}/$weeks"
done
