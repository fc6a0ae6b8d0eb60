#!/usr/bin/env bash
# Whole-process figures, release build: the median of five runs in wall seconds and the peak memory of all processes
# together in MiB, each beside its target.
# Inputs: the sample, and a province made by examples/province.rs (180 units, 60,000 entries a week; five, nine and 52 weeks).
# usage: bench.sh [WORDS]       WORDS: only lines whose name contains them
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --locked --bin tongbao --example province --example indicators --example reading
target=${CARGO_TARGET_DIR:-target}/release
fonts=$PWD/.fonts
program=$(realpath "$target/tongbao")
only=${1:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# measure NAME SECONDS MIB SETUP COMMAND...: SETUP is run before each run; SECONDS and MIB are the targets, - for none.
# A first run warms the caches and is not counted; memory is taken in a run of its own, because looking costs time.
measure() {
  local name=$1 seconds=$2 mib=$3 setup=$4 times=() run
  shift 4
  [[ $name == *"$only"* ]] || return 0
  for run in 0 1 2 3 4 5; do
    eval "$setup"
    times+=("$(scripts/measure.py "$@")")
  done
  eval "$setup"
  printf '%-40s %8s s (%5s) %6s MiB (%4s)\n' "$name" "$(printf '%s\n' "${times[@]:1}" | sort -n | sed -n 3p)" "$seconds" \
    "$(scripts/measure.py --memory "$@")" "$mib"
}

# What an earlier run made is put aside and deleted at the end: a disk that has just deleted thousands of files is slow to make new
# ones (ext4 looks at each number that was freed a moment ago), which is no time of the program's.
fresh() { mkdir -p "$work/aside"; local old; old=$(mktemp -d "$work/aside/XXXX"); mv "$1"/{store,out} "$old" 2>/dev/null || true; }

printf '%-40s %8s   (target) %4s memory (target)   %s cores\n' 'whole program' median '' "$(nproc)"
mkdir -p "$work/city/收件"
cp sample-data/tongbao.toml "$work/city/"
cp -r sample-data/submissions/2023-04-* "$work/city/收件/"
inbox=$work/city/收件
in_city=("$program" --fonts "$fonts" --workspace "$work/city")
measure '--help' 0.010 - : "$program" --help
measure 'April, without PDF' 0.500 120 "fresh $work/city" "${in_city[@]}" month 2023-04 "$inbox" --no-pdf
measure 'April, with every PDF' 1.200 120 "fresh $work/city" "${in_city[@]}" month 2023-04 "$inbox"
[ -d "$work/city/out" ] || "${in_city[@]}" --quiet month 2023-04 "$inbox"
measure 'query county_ranking' 0.100 - : "${in_city[@]}" query county_ranking
# A bulletin made again in December: the same bytes from the version that it names, whatever came in since.
version=$(grep -o '"store_version": [0-9]*' "$work/city/out/2023-04/bulletin/manifest.json" | grep -o '[0-9]*')
"${in_city[@]}" --quiet ingest sample-data/submissions/2023-05-* >/dev/null 2>&1 || [ $? -eq 1 ]
again=("${in_city[@]}" --at "$version" --out "$work/again" bulletin --month 2023-04)
measure 'April again, --at its version' - - "rm -rf $work/again" "${again[@]}"
"${again[@]}" --quiet
diff -r "$work/again/2023-04/bulletin" "$work/city/out/2023-04/bulletin"

"$target/examples/province" "$work/province" >/dev/null
in_province=("$program" --fonts "$fonts" --workspace "$work/province")
inbox=$work/province/收件
measure 'province, without PDF' 4.000 500 "fresh $work/province" "${in_province[@]}" month 2023-04 "$inbox" --no-pdf
[ -d "$work/province/store" ] || "${in_province[@]}" --quiet ingest "$inbox" || [ $? -eq 1 ]
measure 'province, query county_ranking' - - : "${in_province[@]}" query county_ranking
# Safety has a price: workbooks read in processes of their own beside workbooks read in place (target: at most 10 % more).
"$target/examples/reading" "$program" "$work/province" | sed 's/^/province, /'
rm -rf "$work/province"

# The whole indicator set does not grow with the history: of the newest week, all that earlier ones say is kept at ingest.
for weeks in 9 52; do
  "$target/examples/province" "$work/$weeks" --weeks "$weeks" >/dev/null
  for week in "$work/$weeks/收件"/*/; do "$program" --workspace "$work/$weeks" ingest --quiet "$week" >/dev/null 2>&1 || true; done
  month=$(ls "$work/$weeks/收件" | tail -1 | cut -c1-7)
  printf '%-44s %s\n' "province, indicator set, $weeks weeks" "$("$target/examples/indicators" "$work/$weeks" "$month")"
  rm -rf "${work:?}/$weeks"
done
