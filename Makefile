# Everything a newcomer needs is `make run` and `make test`; each sets up first what is missing.

PYTHON := .venv/bin/python
PYTEST := .venv/bin/pytest
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
PORT ?= 8000

.PHONY: help run test test-long bench setup check format

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

run: setup ## Run the service with demonstration data at 127.0.0.1:8000
	@scripts/run $(PORT)

test: setup ## Run every test that a developer must pass, browser tests included
	@scripts/packages test
	$(PYTEST) -q -n $(JOBS)

test-long: setup ## Run the tests at their full length: more examples, mutants and rounds of two at once
	@scripts/packages test
	LONG=1 ROUNDS=200 $(PYTEST) -q -n $(JOBS)

bench: setup ## Measure what docs/performance.md promises, on this machine
	@$(PYTHON) -m bench.measure

setup: ## Set up Python packages, GOV.UK assets and the .env of a demonstration
	@scripts/setup

check: setup ## Check style, format, types, migrations and templates
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	$(PYTHON) manage.py makemigrations --check --dry-run
	git ls-files -z '*.html' | xargs -0 .venv/bin/djade --target-version 5.2 --check
	$(PYTHON) manage.py check --fail-level WARNING

format: setup ## Put code and templates into their format
	.venv/bin/ruff check --fix --quiet .
	.venv/bin/ruff format --quiet .
	git ls-files -z '*.html' | xargs -0 .venv/bin/djade --target-version 5.2
