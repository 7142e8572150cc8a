# The portal's commands. Everything is made inside the checkout: .venv, build/, site/.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := build/demo
LOCKS := generator/locks
COMPILE := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock"

.PHONY: help site serve test judge crash-test reproduce demo bench zensical lock format clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1	/' | expand -t 18

site: $(VENV)/runtime ## check the records and build the portal into site/
	@$(BIN)/portal build

serve: $(VENV)/runtime ## the same, then a live preview
	@$(BIN)/portal serve

test: $(VENV)/dev ## everything that must pass, browser tests included
	$(compile)
	@$(BIN)/python tests/run.py

judge: $(VENV)/dev ## the slow judges, nightly
	$(compile)
	@$(BIN)/python tests/run.py --judge

crash-test: $(VENV)/dev ## builds killed, starved and raced: the public folder stays whole
	@$(BIN)/python -m pytest tests/crash

reproduce: $(VENV)/dev ## the same records give the same bytes, wherever and whenever they are built
	@$(BIN)/python -m pytest tests/site/test_build.py -k same_bytes --durations=0

demo: $(VENV)/runtime ## an invented full-size portal, previewed
	@rm -rf $(DEMO)
	@$(BIN)/portal demo $(DEMO)
	@$(BIN)/portal serve --root $(DEMO)

bench: $(VENV)/bench ## cold builds beside Hugo and plain MkDocs on the same records
	@$(BIN)/python -m tests.bench.run

zensical: $(VENV)/dev ## a smoke build of the theme with what follows Material
	@$(BIN)/python -m pytest -rxsP tests/judges/test_zensical.py

lock: $(VENV)/dev ## write the hash-locked requirements anew
	@$(COMPILE) -o $(LOCKS)/runtime.txt pyproject.toml
	@$(COMPILE) --extra documents -c $(LOCKS)/runtime.txt -o $(LOCKS)/documents.txt pyproject.toml
	@$(COMPILE) --extra dev -c $(LOCKS)/documents.txt -o requirements-dev.txt pyproject.toml
	@$(COMPILE) --extra dev --extra bench -c requirements-dev.txt -o requirements-bench.txt pyproject.toml

format: $(VENV)/dev ## lay out the program's code
	@$(BIN)/ruff format generator tests
	@$(BIN)/ruff check --fix generator tests

clean: ## remove everything that was made
	rm -rf $(VENV) build site .mypy_cache .ruff_cache .pytest_cache .hypothesis

# One environment; each stamp says which locked set is in it. setuptools builds the package without asking the network.
$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: install python3 and python3-venv."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "python3-venv is missing: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# Where code or templates have changed since, each of the hundreds of commands that tests run would compile them anew.
define compile
	@$(BIN)/python -m compileall -qq -j 0 generator
	@$(BIN)/python -c "from generator.pages.render import install_templates; install_templates()"
endef

define install
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes \
		--requirement $(1)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true # a library may hold what is no Python
	$(compile)
	@touch $@
endef

$(VENV)/runtime: $(VENV)/python $(LOCKS)/runtime.txt pyproject.toml
	$(call install,$(LOCKS)/runtime.txt)

$(VENV)/dev: $(VENV)/python requirements-dev.txt pyproject.toml
	$(call install,requirements-dev.txt)

$(VENV)/bench: $(VENV)/python requirements-bench.txt pyproject.toml
	$(call install,requirements-bench.txt)
