"""The demo: the whole way, and each promise that it makes in what it prints."""

from __future__ import annotations

import ast
import re


def test_demo(shell):
    assert shell("demo", "-o", "kept") == 0
    assert "def loss_grad(theta, years, counts):" in shell.out
    differences = re.findall(r"(?:forward|reverse) +\d+ +(\S+)", shell.out)
    assert len(differences) == 6 and all(float(d) < 1e-5 for d in differences)


def test_the_exported_file_imports_only_numpy_and_math(shell):
    shell("demo", "-o", "kept")
    tree = ast.parse((shell.folder / "kept" / "growth_gradient.py").read_text(encoding="utf-8"))
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert "numpy" in imported and imported <= {"numpy", "math"}


def test_the_fit(shell):
    """The script runs where s2sad cannot be imported, lowers the loss and finds the minimum."""
    shell("demo", "-o", "kept")
    out = shell.out
    assert "s2sad cannot be imported here" in out
    before, after = map(float, re.search(r"loss before (\S+), after (\S+),", out).groups())
    assert after < before / 5
    assert float(re.search(r"gradient at the minimum: (\S+)", out)[1]) < 1e-3
    assert float(re.search(r"central differences, at the start: (\S+)", out)[1]) < 1e-5


def test_a_failing_fit_fails_the_demo(shell, monkeypatch):
    monkeypatch.setattr("s2sad.cli.demo._WITHOUT_S2SAD", "raise SystemExit('no')")
    assert shell("demo") == 1


def test_the_census_names_its_origin():
    from importlib.resources import files

    text = files("s2sad.demo").joinpath("census.csv").read_text(encoding="utf-8")
    assert "U.S. Census Bureau" in text and "public domain" in text
    rows = [line.split(",") for line in text.splitlines() if not line.startswith("#")]
    assert [int(year) for year, _ in rows] == list(range(1790, 2021, 10))
