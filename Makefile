# Every target is one script of scripts/, which says what it needs and does.

.DEFAULT_GOAL := help
.PHONY: help run test build watch bench load fault lint fmt audit clean

help: ## Show this list
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

run: build ## Build and serve with made-up metrics on http://127.0.0.1:8000
	target/release/dbag serve --demo --data-dir .run/demo

test: ## Run every check and every test
	scripts/test.sh

build: ## Build target/release/dbag, one file with everything in it
	scripts/build.sh

watch: ## Serve and rebuild after every change (cargo-leptos; installs it first)
	scripts/watch.sh

bench: ## Measure
	scripts/bench.sh

load: ## Measure under load, for minutes
	scripts/load.sh

fault: ## Run the tests that break things: kills, full disks, cut connections
	scripts/fault.sh

lint: ## Check formatting, lints and documentation
	scripts/lint.sh

fmt: ## Format the sources
	cargo fmt --all

audit: ## Check licences and forbidden crates (cargo-deny; installs it first)
	scripts/audit.sh

clean: ## Remove what was built and installed here, but no data
	rm -rf target .tools end2end/node_modules end2end/test-results
