# Two commands: `make run` and `make test`. Both install what they need where they can, or say the one line to type.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

BINARY := target/release/trygghetskarta
DATA ?= data

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

run: release ## build everything and serve the invented Osby on http://127.0.0.1:8080
	@mkdir -p $(DATA)
	@TK_DATABASE_URL="$${TK_DATABASE_URL:-sqlite://$(DATA)/osby-demo.db}" \
	TK_STAFF_TOKEN="$${TK_STAFF_TOKEN:-demo}" TK_LOG="$${TK_LOG:-warn}" $(BINARY) demo

release: web ## the program with the web inside: target/release/trygghetskarta
	cargo build --release --locked

web: web/dist/rapport.html ## the web, ready to be built into the program

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	@scripts/need node
	npm --prefix web ci --no-audit --no-fund
	@touch $@

web/dist/rapport.html: web/node_modules/.package-lock.json $(shell find web/src web/public web/*.html web/*.ts geodata/promises/words.json -type f 2>/dev/null)
	npm --prefix web run build
	@touch $@

test: lint test-rust test-web test-browser ## everything: format, lints, docs, Rust on both databases, web, real browser

lint: web
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items
	npm --prefix web run check

test-rust: web
	@scripts/need postgres
	@scripts/need strace || echo "without strace a disk that fails is not tested" >&2
	@scripts/need faketime || echo "without faketime a clock that jumps is not tested" >&2
	scripts/with-postgres cargo test --locked

test-web: web
	npm --prefix web test

test-browser: web
	@scripts/need chromium
	cargo test --locked --no-run --test main # the program the tests ran against, built once
	npm --prefix web run e2e

screenshot: web ## make docs/karta.png anew with the browser test
	@scripts/need chromium
	cargo test --locked --no-run --test main
	TK_SCREENSHOT=$(CURDIR)/docs/karta.png npm --prefix web run e2e

bench: release ## speed beside peers, as one table (minutes); written to bench/results.md; docs/false-alarms.md; faults and fuzzing, longer
	@scripts/need postgres
	bench/run
	PYTHONDONTWRITEBYTECODE=1 python3 bench/timing.py
	cargo bench --locked --bench alarms
	cargo bench --locked --bench effect
	TK_LONG=1 scripts/with-postgres cargo test --locked --test main faults::
	SECONDS_EACH=10 scripts/fuzz

fuzz: ## every parser under a fuzzer, SECONDS_EACH=20; stops at what breaks (docs/reliability.md)
	scripts/fuzz

deny: ## licences, sources, bans and duplicates of the crates with cargo-deny, and known holes when there is a network
	@command -v cargo-deny >/dev/null || { echo "cargo-deny is needed. Type: cargo install --locked cargo-deny" >&2; exit 1; }
	cargo-deny --locked check licenses bans sources
	cargo-deny --locked check advisories

sbom: ## what the program is made of, as CycloneDX 1.6: target/sbom.cdx.json
	@scripts/need node
	scripts/sbom.mjs target/sbom.cdx.json

.PHONY: help run release web test lint test-rust test-web test-browser screenshot bench fuzz deny sbom
