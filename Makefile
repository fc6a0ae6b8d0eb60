# What the README names. `make demo` and `make test` share one profile, so that a fresh machine builds once.
CARGO ?= cargo
SKIPS := $(abspath target)/skipped-checks.txt
export TONGBAO_SKIPS = $(SKIPS)

.PHONY: demo test bench fonts fmt lint

demo: fonts
	$(CARGO) build --locked
	$${CARGO_TARGET_DIR:-target}/debug/tongbao demo --fonts .fonts

test: fonts
	@scripts/axe.sh .tools
	@mkdir -p $(dir $(SKIPS)) && : > $(SKIPS)
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	$(CARGO) test --locked
	@scripts/skipped.sh $(SKIPS)

bench: fonts
	$(CARGO) bench --locked
	scripts/bench.sh

fonts:
	@scripts/fonts.sh .fonts
