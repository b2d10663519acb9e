# Two commands for a fresh machine with Python >= 3.11 and its venv module: `make demo` and `make test`.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
WORKERS ?= 2

.PHONY: demo test lint types layers unit controls bench bench-live bench-source bench-evidence bench-html docs wheel clean

demo: $(VENV)/demo  ## install, and scan the example clinic: findings on the terminal, SARIF in build/demo/
	$(BIN)/hipaacheck demo --output build/demo

test: $(VENV)/dev lint types layers unit  ## install, and run every check

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev
	$(BIN)/mypy

layers: $(VENV)/dev
	$(BIN)/lint-imports

unit: $(VENV)/dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

controls: $(VENV)/dev  ## only the tests inside the controls
	$(BIN)/hipaacheck controls test

bench: $(VENV)/dev  ## speed and memory as ratios within one run
	$(BIN)/python -m benchmarks

bench-live: $(VENV)/dev  ## the same for live scans, against a loopback server
	$(BIN)/python -m benchmarks.live && $(BIN)/python -m benchmarks.live_azure

bench-source: $(VENV)/dev  ## the same for scans of source, beside programs in $$HIPAACHECK_BENCH_TOOLS
	$(BIN)/python -m benchmarks.source

bench-evidence: $(VENV)/dev  ## the same for snapshots of 50,000 recorded answers
	$(BIN)/python -m benchmarks.evidence

bench-html: $(VENV)/dev  ## the same for a page of 20,000 findings in Chromium
	$(BIN)/python -m benchmarks.html

docs: $(VENV)/dev  ## write the generated pages
	rm -rf docs/reference
	$(BIN)/hipaacheck controls docs docs/reference

wheel: $(VENV)/dev
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir build/wheel .

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/demo: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

clean:
	rm -rf $(VENV) build dist
