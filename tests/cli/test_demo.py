"""The demo: the whole way, and each promise that it makes in what it prints."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib.resources import files

import pytest


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """What the demo prints, and the folder where it leaves its files."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "s2sad", "demo", "-o", str(folder)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, folder


def test_prints_the_gradient_and_checks_it(demo):
    out, _ = demo
    assert "def loss_grad(theta, years, counts):" in out
    differences = re.findall(r"(?:forward|reverse) +\d+ +(\S+)", out)
    assert len(differences) == 6 and all(float(d) < 1e-5 for d in differences)


def test_the_exported_file_imports_only_numpy_and_math(demo):
    _, folder = demo
    tree = ast.parse((folder / "growth_gradient.py").read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = {alias.name for node in imports for alias in node.names}
    assert "numpy" in names and names <= {"numpy", "math"}


def test_the_fit(demo):
    """The script runs where s2sad cannot be imported, lowers the loss and finds the minimum."""
    out, _ = demo
    assert "s2sad cannot be imported here" in out
    before, after = map(float, re.search(r"loss before (\S+), after (\S+),", out).groups())
    assert after < before / 5
    assert float(re.search(r"gradient at the minimum: (\S+)", out)[1]) < 1e-3
    assert float(re.search(r"central differences, at the start: (\S+)", out)[1]) < 1e-5


def test_a_failing_fit_fails_the_demo(shell, monkeypatch):
    monkeypatch.setattr("s2sad.cli.demo._WITHOUT_S2SAD", "raise SystemExit('no')")
    assert shell("demo") == 1


def test_without_scipy(shell, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert shell("demo") == 2
    assert "pip install scipy" in shell.err


def test_the_census_names_its_origin():
    text = files("s2sad.demo").joinpath("census.csv").read_text(encoding="utf-8")
    assert "U.S. Census Bureau" in text and "public domain" in text
    rows = [line.split(",") for line in text.splitlines() if not line.startswith("#")]
    assert [int(year) for year, _ in rows] == list(range(1790, 2021, 10))
