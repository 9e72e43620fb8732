.PHONY: check lint test slow docs

PYTHON ?= python

check: lint test

lint:
	$(PYTHON) -m ruff check .

test:
	OMP_NUM_THREADS=1 $(PYTHON) -m pytest -q

slow:
	OMP_NUM_THREADS=1 $(PYTHON) -m pytest -q -m slow

docs:
	$(PYTHON) docs/make_architecture.py
	$(PYTHON) docs/make_ir_tables.py
	$(PYTHON) docs/run_examples.py
	$(PYTHON) docs/make_coverage.py
