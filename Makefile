# What CI runs, in one word: make
PYTHON ?= .venv/bin/python
BIN := $(dir $(PYTHON))

.PHONY: check lint types floors test
check: lint types floors test

lint:
	$(BIN)ruff check .
	$(BIN)ruff format --check .

types:
	$(BIN)mypy

floors:
	$(BIN)lint-imports

test:
	$(PYTHON) -m pytest -n auto

.PHONY: starter
starter: # the starter model, from the codebook and models/training alone
	rm -rf build/starter && mkdir -p build/starter/models
	cp codebook.yaml build/starter/ && cp -r models/training build/starter/models/
	$(BIN)coder train --study build/starter --out models/starter

.PHONY: docs
docs:
	CODER_UPDATE_DOCS=1 $(PYTHON) -m pytest tests/test_docs.py
