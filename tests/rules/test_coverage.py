"""docs/coverage.md says what the tables of rows hold; other tests run the rows themselves."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import numpy as np
import pytest
from numpy.lib import NumpyVersion

ROOT = Path(__file__).parents[2]


@pytest.fixture
def coverage(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    return importlib.import_module("make_coverage")


@pytest.mark.skipif(
    NumpyVersion(np.__version__) >= "2.5.0", reason="the page is about NumPy 2.4, which has more"
)
def test_page_is_current(coverage):
    text = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert coverage.page(coverage.assume) == text, "run `make docs` and look at what changed"


def test_next_to_nothing_of_what_others_differentiate_is_missing_of_numpy(coverage):
    rows = coverage.Rows(coverage.assume)
    parts = {n: coverage.classify(n, rows) for n in ("numpy", "numpy.linalg", "numpy.fft")}
    peers = json.loads((ROOT / "docs" / "peers.json").read_text(encoding="utf-8"))
    for entry in peers.values():
        names = [n for n in entry["functions"] if n.startswith("numpy.")]
        found = [coverage.status_of(name, parts) for name in names]
        assert found.count("missing") <= 0.01 * (found.count("missing") + found.count("both"))


def test_a_row_that_does_not_hold_is_not_counted(coverage, monkeypatch):
    rows = coverage.Rows(coverage.assume)
    monkeypatch.setattr(rows, "trial", lambda *args: "UnsupportedError: no")
    assert "sin" in coverage.classify("numpy", rows).missing


def test_modes_that_disagree_are_seen(coverage, monkeypatch):
    monkeypatch.setattr(coverage, "vjp_of", lambda f, active: lambda *args: (args[0] * 0.0,))
    assert "modes disagree" in coverage.try_row(square, (1.5,), (0,))


def square(x):
    return x * x


def test_rules_of_the_guide_are_those_of_the_file():
    guide = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    rules = (ROOT / "s2sad" / "rules" / "complex_scalars.py").read_text(encoding="utf-8")
    blocks = [part.split("```")[0].strip() for part in guide.split("```python\n")[1:]]
    shown = [block for block in blocks if block.startswith("@")]
    assert len(shown) == 2 and all(block in rules for block in shown)
