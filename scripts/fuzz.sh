#!/usr/bin/env bash
# Tries the properties of dates, codes, headers, csv decoding, round trips, the query guard and templates on new cases, round
# after round, for FUZZ_SECONDS (600). It stops at the first fault and prints the smallest case: put that into tests/corpus.
set -euo pipefail
cd "$(dirname "$0")/.."
export TONGBAO_FUZZ_CASES=${FUZZ_CASES:-5000}
end=$((SECONDS + ${FUZZ_SECONDS:-600}))
rounds=0
while [ "$SECONDS" -lt "$end" ]; do
  "${CARGO:-cargo}" test --locked --quiet --test intake --test queries --test report propert
  rounds=$((rounds + 1))
  echo "round $rounds of $TONGBAO_FUZZ_CASES cases a property: nothing found"
done
