#!/usr/bin/env bash
# Counts and lists the checks that did not run because a tool is missing; with CI=true that is a failure.
set -euo pipefail
list=${1:?usage: skipped.sh FILE}
sort -u -o "$list" "$list"
count=$(wc -l < "$list")
echo "checks skipped for want of a tool: $count"
sed 's/^/  - /' "$list"
[ "$count" -eq 0 ] || [ "${CI:-}" != true ]
