# Everything a maintainer runs. On a fresh machine Python and make are enough: `make run`, `make test`.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin

# Threads of the numeric libraries spin while they wait: with two of them on a busy two-core machine one query took
# nine seconds. Parallelism comes from processes.
export OMP_NUM_THREADS := 1
export OMP_WAIT_POLICY := PASSIVE
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
export TF_NUM_INTRAOP_THREADS := 1
export TF_NUM_INTEROP_THREADS := 1
export TOKENIZERS_PARALLELISM := false
export RASA_TELEMETRY_ENABLED := false
export PYTHONUNBUFFERED := 1
# Variables given as `make run ASSISTANT_PORT=9080` reach the programs because make exports what its command line sets.

.NOTPARALLEL:
.PHONY: help install install-tests prepare run test test-service test-rasa soak evaluate bench \
	lint types format train widget index doctor clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: ## make or complete both environments (.venv for the service, .venv-rasa for Rasa)
	@$(PYTHON) scripts/bootstrap.py install

install-tests: ## the same, with what tests and checks need
	@$(PYTHON) scripts/bootstrap.py install --tests

run: export ASSISTANT_MODE ?= development
run: install ## start everything and print the addresses (installs, trains and builds what is missing)
	@$(PYTHON) scripts/bootstrap.py ports
	@exec $(BIN)/assistant up

test: install-tests prepare ## all tests, in both environments (at most 12 minutes after set-up)
	@$(PYTHON) scripts/run_tests.py

test-service: install-tests prepare ## the service's tests alone
	@$(BIN)/python -m pytest

test-rasa: install-tests ## Rasa's tests alone
	@.venv-rasa/bin/python -m pytest tests/rasa

soak: install-tests prepare ## full storms, fuzzing and kills (long)
	@$(BIN)/python -m pytest tests/soak

evaluate: install-tests prepare ## evaluation sets, with sizes and intervals
	@$(BIN)/assistant evaluate

bench: install-tests prepare ## benchmarks: figures of this machine, no pass or fail
	@$(BIN)/python -m benchmarks

lint: install-tests ## ruff: rules and formatting
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: install-tests ## mypy, strict
	@$(BIN)/mypy

format: install-tests ## let ruff rewrite the sources
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

prepare: install
	@$(BIN)/assistant train

train: install ## train the Rasa model if its data changed (`assistant train --force` trains anyway)
	@$(BIN)/assistant train

widget: ## check and build the chat widget from web/widget (needs Node and npm)
	@$(PYTHON) scripts/build_widget.py

index: install ## put changed knowledge files in service, without a restart
	@$(BIN)/assistant index

doctor: ## check the installation; says what is wrong and how to mend it
	@$(BIN)/assistant doctor

clean: ## remove both environments, caches, the model and the index; data and secrets stay
	rm -rf .venv .venv-rasa .pytest_cache .mypy_cache .ruff_cache .hypothesis .rasa build *.egg-info
	rm -rf var/models var/index
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
