# Two commands matter: `make run` opens Ingrain, `make test` proves it works.
# The first time, each of them sets everything up inside .venv; after that this takes a second.
# Another Python: make run PYTHON=python3.12      Arguments for the program: make run ARGS="--profile /tmp/try"

PYTHON ?= python3
ARGS ?=
PACKAGE_ARGS ?=
SETUP := $(PYTHON) packaging/setup_environment.py

ifeq ($(OS),Windows_NT)
VENV_PYTHON := .venv/Scripts/python.exe
else
VENV_PYTHON := .venv/bin/python
endif

.DEFAULT_GOAL := run
.PHONY: run faster test check setup bench screenshots package clean

run:
	@$(SETUP) --for run
	@$(VENV_PYTHON) -m desktop $(ARGS)

# Builds llama.cpp for this computer: several times as many words a second. Needs a C++ compiler and ten minutes.
faster:
	@$(SETUP) --for run --engines llama

test: check

# Done means: this is green.
check: setup
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m mypy
	$(VENV_PYTHON) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	$(VENV_PYTHON) -m pytest $(ARGS)

setup:
	@$(SETUP) --for test --optional

bench: setup
	$(VENV_PYTHON) -m tests.bench.responsiveness --json
	$(VENV_PYTHON) -m tests.bench.engines --json

screenshots: setup
	$(VENV_PYTHON) packaging/screenshots.py

# Every installer this system can build, into dist/. The first time llama.cpp is built, which takes ten minutes more;
# without it: make package PACKAGE_ARGS=--engines=
package:
	@$(PYTHON) packaging/build_package.py $(PACKAGE_ARGS)

clean:
	rm -rf build dist ingrain.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
