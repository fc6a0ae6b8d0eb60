#!/usr/bin/env bash
# Fetches axe-core (MPL-2.0), the accessibility checker that tests/documents.rs runs in headless Chromium over the HTML
# pages, into FOLDER (default .tools). Without a network or npm nothing comes, and that check counts as skipped.
# usage: axe.sh [FOLDER]
set -euo pipefail

folder=${1:-.tools}
version=4.10.3
sum=880970c081707360e64f34cea25ff91892f5bc95675b0776925b9709dd8a68bb
ready() { [ -f "$1" ] && echo "$sum  $1" | sha256sum --check --status; }

if ready "$folder/axe.min.js"; then exit 0; fi
command -v npm >/dev/null || exit 0
mkdir -p "$folder"
work=$(mktemp -d "$folder/.setup.XXXXXX")
trap 'rm -rf "$work"' EXIT
(cd "$work" && timeout 60 npm pack --silent "axe-core@$version" >/dev/null 2>&1) || exit 0
tar -xzf "$work/axe-core-$version.tgz" -C "$work" package/axe.min.js package/LICENSE
ready "$work/package/axe.min.js" || { echo "axe: axe.min.js is not the expected file" >&2; exit 0; }
mv -f "$work/package/LICENSE" "$folder/LICENSE-axe-core.txt"
mv -f "$work/package/axe.min.js" "$folder/axe.min.js"
