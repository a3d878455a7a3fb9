SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
TESTS ?= tests

.PHONY: help
help: ## Show what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

.PHONY: run
run: ## Start the marketplace with example data (HOST, PORT=8000, VAR_DIR=var, DATABASE_URL, DEMO=1)
	@scripts/run

.PHONY: test
test: ## Install what the tests need, check the code, run every test
	@scripts/install-python dev
	@scripts/install-test-parts
	@$(MAKE) --no-print-directory lint
	@$(PYTHON) -m pytest -n $${TEST_WORKERS:-2} --dist worksteal $(TESTS)

QUICK ?= tests/workflow tests/sheets tests/finance tests/furniture tests/settings tests/numbering tests/reference \
	tests/problems tests/docs/test_docs.py tests/doors/test_doors.py::test_every_view_declares_its_permission \
	tests/journeys/test_journeys.py::test_a_clerk_writes_and_the_lead_reports

.PHONY: quick
quick: ## Run what answers in a minute and a half: engines, tables, one room, one journey (QUICK=tests/… for others)
	@scripts/install-python dev
	@scripts/install-test-parts browser
	@$(PYTHON) -m pytest -q -n $${TEST_WORKERS:-2} --dist worksteal $(QUICK)

.PHONY: lint
lint: ## Check style, types, templates and the arrows between rooms
	@scripts/install-python dev
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@if compgen -G 'templates/**/*.html' >/dev/null || compgen -G 'templates/*.html' >/dev/null; then $(PYTHON) -m djlint --quiet --lint templates; fi
	@.venv/bin/python -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' --no-logo

.PHONY: prove
prove: ## Try the invariants and the races for long on both databases, and write the counts into docs/proof.md
	@scripts/install-python dev
	@scripts/install-test-parts
	@$(PYTHON) -m scripts.prove

.PHONY: bench
bench: ## Time the public pages at 1,000 and at 200,000 scenarios, as ratios within the run
	@scripts/install-python dev
	@$(PYTHON) -m benchmarks

.PHONY: format
format: ## Put the Python files into their form
	@scripts/install-python dev
	@$(PYTHON) -m ruff check --fix --quiet . ; $(PYTHON) -m ruff format .

.PHONY: migrate-check
migrate-check: ## Say whether the models and the migrations agree
	@scripts/install-python run
	@scripts/migrate-check

.PHONY: assets
assets: ## Build static/vendor/ from assets/ (needs Node)
	@scripts/build-assets

.PHONY: messages
messages: ## Gather the sentences of the interface into the catalogue for translators
	@scripts/install-python dev
	@$(PYTHON) -m scripts.messages

.PHONY: printed
printed: ## Print anew what is made from the code: map and import contract, policy, tables of acts, catalogue of sentences
	@scripts/install-python dev
	@for what in "rooms draw" "policy print" "workflow draw"; do $(PYTHON) -m flask --app wsgi $$what || exit 1; done
	@$(MAKE) --no-print-directory messages

.PHONY: screenshots
screenshots: ## Take the pictures in docs/screenshots/
	@scripts/install-python dev
	@scripts/install-test-parts browser
	@$(PYTHON) -m scripts.screenshots

.PHONY: locks
locks: ## Resolve requirements*.in anew into the hash-locked files
	@scripts/install-python run
	@for name in requirements-bootstrap requirements requirements-dev requirements-node; do \
	    .venv/bin/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-header -o $$name.txt $$name.in || exit 1; done
