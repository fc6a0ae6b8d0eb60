# What the README names. `make demo` and `make test` share one profile, so that a fresh machine builds once.
CARGO ?= cargo
SKIPS := $(abspath target)/skipped-checks.txt
export TONGBAO_SKIPS = $(SKIPS)

.PHONY: demo test fuzz bench fonts fmt lint

demo: fonts
	$(CARGO) build --locked
	$${CARGO_TARGET_DIR:-target}/debug/tongbao demo --fonts .fonts

# The tests set documents in the same faces on every machine, whatever the system has: pictures of pages are compared.
test:
	@scripts/fonts.sh --fetch .fonts
	@scripts/axe.sh .tools
	@mkdir -p $(dir $(SKIPS)) && : > $(SKIPS)
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	$(CARGO) test --locked
	@scripts/skipped.sh $(SKIPS)

# The properties of the tests with other cases each round, until the time is up; what it finds goes into tests/corpus.
fuzz:
	CARGO="$(CARGO)" scripts/fuzz.sh

bench: fonts
	$(CARGO) bench --locked
	scripts/bench.sh
	scripts/bombs.sh

fonts:
	@scripts/fonts.sh .fonts
