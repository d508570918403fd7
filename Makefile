# Xinlu: the commands that people use. `make run` needs Python >= 3.11 and nothing else.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := $(abspath $(VENV))
BIN := $(abspath $(VENV))/bin
UV := $(BIN)/uv
RUN := $(BIN)/python
# An environment that cannot work is made anew: its interpreter is gone or too old, the folder was
# moved, packages are missing.
WORKS := import sys, importlib.util as u; sys.exit(sys.version_info < (3, 11) or \
  not all(map(u.find_spec, ["django", "celery", "granian", "supervisor"])))
ifneq ($(wildcard $(VENV)/bin/.synced),)
ifneq ($(shell grep -qF '$(abspath $(VENV))' $(VENV)/bin/activate 2>/dev/null && $(RUN) -c '$(WORKS)' 2>/dev/null && echo 1),1)
$(info Making $(VENV) anew: it is broken ...)
$(shell rm -rf $(VENV))
endif
endif
# Vite wants Node >= 20.19; where the machine has none it comes from a wheel.
SYSTEM_NODE := $(shell node -e 'const [a,b]=process.versions.node.split(".").map(Number);if(a>20||a==20&&b>=19)console.log(1)' 2>/dev/null)
ifeq ($(SYSTEM_NODE),1)
NPM := npm
NODE_PATHS :=
else
NPM := $(RUN) -m lms.config.node npm
NODE_PATHS := $(BIN)/.node
endif
SOURCES := $(shell find content/frontend/src -type f 2>/dev/null) package.json vite.config.js
CATALOGUES := $(shell find lms content cases exams search -name '*.po' 2>/dev/null)

.PHONY: run setup test lint types layers bench messages clean
.DELETE_ON_ERROR:

run: setup
	@PORT=$(PORT) exec $(RUN) -m lms.config.run

setup: $(BIN)/.synced content/frontend/dist/manifest.json $(BIN)/.messages

$(RUN):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Xinlu needs Python 3.11 or later; PYTHON=python3.11 make ... chooses one."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(UV): | $(RUN)
	@$(RUN) -m pip install --quiet --disable-pip-version-check 'uv>=0.7'

$(BIN)/.synced: pyproject.toml uv.lock | $(UV)
	@echo "Installing Python packages ..."
	@$(UV) sync --quiet --frozen --inexact
	@touch $@

$(BIN)/.node: $(BIN)/.synced
	@echo "No Node >= 20.19 here: taking it from a wheel ..."
	@$(UV) sync --quiet --frozen --inexact --group node
	@touch $@

node_modules/.synced: package.json package-lock.json | $(BIN)/.synced $(NODE_PATHS)
	@echo "Installing front-end packages ..."
	@$(NPM) ci --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

content/frontend/dist/manifest.json: $(SOURCES) node_modules/.synced
	@echo "Building style sheets and scripts ..."
	@$(NPM) run --silent build
	@touch $@

$(BIN)/.messages: $(CATALOGUES) $(BIN)/.synced
	@$(RUN) -m lms.config.catalogues
	@touch $@

messages: $(BIN)/.synced
	@$(RUN) -m lms.config.catalogues

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint lms content cases exams

types: setup
	$(BIN)/mypy

layers: setup
	$(BIN)/lint-imports

# PostgreSQL first, the browser last; pytest's own closing line ends it.
test: lint types layers
	XINLU_TEST_DB=postgres $(RUN) -m pytest -q -n 2 -m "not journey and not stack"
	$(RUN) -m pytest -q -n 2 -m "not journey and not stack"
	# Real browsers and processes on a busy machine: what failed is tried once more, alone.
	$(RUN) -m pytest -q -m "journey or stack" || $(RUN) -m pytest -q --lf -m "journey or stack"

bench: setup
	$(RUN) -m tests.bench

clean:
	rm -rf $(VENV) node_modules content/frontend/dist
