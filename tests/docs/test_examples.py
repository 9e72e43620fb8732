"""Each example runs and ends where its docstring says."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(name: str, monkeypatch, capsys) -> str:
    """What an example prints, run as `python examples/name.py`."""
    monkeypatch.syspath_prepend(str(EXAMPLES))
    runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
    return capsys.readouterr().out


def losses(out: str) -> list[float]:
    return [float(number) for number in re.findall(r"loss (?:at the \w+ +)?([\d.e+-]+)", out)]


def test_logistic_regression(monkeypatch, capsys):
    out = run("logistic_regression", monkeypatch, capsys)
    assert losses(out)[-1] < 0.47 and "81 % right" in out
    assert "def loss_value_and_grad(w, b, x, labels):" in out


def test_heat_in_place(monkeypatch, capsys):
    out = run("heat_in_place", monkeypatch, capsys)
    found = losses(out)
    assert len(found) == 4 and found[-1] < found[0] / 100
    assert re.search(r"found at 0\.3\d* - it was at 0\.3", out)


def test_rnn(monkeypatch, capsys):
    found = losses(run("rnn", monkeypatch, capsys))
    assert found[0] > 0.1 and found[-1] < 0.002


def test_newton_sqrt(monkeypatch, capsys):
    out = run("newton_sqrt", monkeypatch, capsys)
    pairs = re.findall(r"(-?[\d.]+) \((-?[\d.]+)\)", out)
    assert len(pairs) == 6 and all(ours == exact for ours, exact in pairs)


def test_ode_fit(monkeypatch, capsys):
    out = run("ode_fit", monkeypatch, capsys)
    length, friction = map(float, re.search(r"length (\S+) m .* friction (\S+)", out).groups())
    assert abs(length - 0.7) < 0.02 and abs(friction - 0.3) < 0.05


def test_textbook(monkeypatch, capsys):
    out = run("textbook", monkeypatch, capsys)
    assert "11.652" in out  # the value in Baydin et al. 2018, table 2
    assert "5.5" in out and "1.716" in out  # its derivatives, 5.5 and 1.716


def test_standalone_runs_where_s2sad_is_not():
    code = (
        "import sys; sys.modules['s2sad'] = None; sys.path.insert(0, '.'); "
        "import runpy; runpy.run_path('standalone.py', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=EXAMPLES, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    found = losses(done.stdout)
    assert found[1] < found[0] / 5


def test_the_exported_gradient_is_current():
    done = subprocess.run(
        [sys.executable, "-m", "s2sad", "export", "examples/ode_fit.py:loss", "--mode",
         "value_and_grad", "-o", "examples/ode_fit_gradient.py", "--check"],
        cwd=EXAMPLES.parent, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda p: p.name)
def test_every_example_has_a_test(path):
    tests = Path(__file__).read_text(encoding="utf-8")
    assert f"test_{path.stem}" in tests or path.stem == "ode_fit_gradient"
