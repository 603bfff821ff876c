VENV ?= .venv
BIN := $(VENV)/bin
PROCESSES ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test check bench crash docs lock

help: ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## make .venv with what the program needs
	@bin/setup run $(VENV)

setup-dev: ## make .venv with what the tests need too
	@bin/setup dev $(VENV)

demo: setup ## build a demonstration vault in demo/ and, on a terminal, serve its pages
	@$(BIN)/python -m desk.demo demo

test: setup-dev ## the whole test suite, as continuous integration runs it
	$(BIN)/pytest --numprocesses $(PROCESSES)

check: setup-dev ## lint, format, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup-dev ## benchmarks, each beside its floor
	@set -e; for one in bench/bench_*.py; do $(BIN)/python -m bench.$$(basename $$one .py); done

crash: setup-dev ## the slow sweeps: every step of every write path, every objection, long fuzzing
	$(BIN)/pytest --numprocesses $(PROCESSES) -m slow

docs: setup-dev ## remake docs/generated from the code
	$(BIN)/python -m docs.clauses
	$(BIN)/python -m docs.exit_codes

# setuptools builds the project itself, so it is pinned with the packages the program needs.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate
lock: setup-dev ## pin the newest allowed packages anew
	$(BIN)/python -m pip install --quiet uv
	echo 'setuptools>=77' | $(LOCK) pyproject.toml - --output-file constraints.txt --upgrade
	$(LOCK) pyproject.toml --extra dev --constraints constraints.txt \
		--output-file constraints-dev.txt --upgrade
	printf '%s\n' tantivy authlib httpx | $(LOCK) - --constraints constraints.txt \
		--output-file constraints-extras.txt --upgrade
	echo python-pkcs11 | $(LOCK) - --constraints constraints.txt --no-deps \
		--output-file constraints-pkcs11.txt --upgrade
