"""Each example runs and ends where its docstring says."""

from __future__ import annotations

import importlib
import re
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import s2sad

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


def test_mlp(monkeypatch, capsys):
    out = run("mlp", monkeypatch, capsys)
    found = losses(out)
    assert len(found) == 3 and found[-1] < 0.05 and "100 % right" in out


def test_lstm(monkeypatch, capsys):
    found = losses(run("lstm", monkeypatch, capsys))
    assert found[0] > 3 and found[-1] < 0.05


def test_gaussian_process(monkeypatch, capsys):
    out = run("gaussian_process", monkeypatch, capsys)
    noise, error = map(float, re.search(r"noise (\S+) .* error (\S+)", out).groups())
    assert abs(noise - 0.1) < 0.03 and error < 0.3


def test_gaussian_mixture(monkeypatch, capsys):
    out = run("gaussian_mixture", monkeypatch, capsys)
    assert float(re.search(r"largest slope (\S+)", out)[1]) < 1e-4
    assert "[[-0.0, -2.5], [2.0, 0.0], [-2.0, 0.5]]" in out


def test_bayesian_network(monkeypatch, capsys):
    out = run("bayesian_network", monkeypatch, capsys)
    found = losses(out)
    data, between, outside = map(float, re.search(r"\[(\S+) +(\S+) +(\S+)\]", out).groups())
    assert found[-1] < found[0] / 100 and data < between


def test_fluid(monkeypatch, capsys):
    found = losses(run("fluid", monkeypatch, capsys))
    assert found[-1] < found[0] / 20


def test_rosenbrock(monkeypatch, capsys):
    assert "at [1.0, 1.0, 1.0, 1.0]" in run("rosenbrock", monkeypatch, capsys)


def test_fixed_point(monkeypatch, capsys):
    out = run("fixed_point", monkeypatch, capsys)
    pairs = re.findall(r"slope (\S+) \((\S+)\)", out)
    assert len(pairs) == 3 and all(ours == exact for ours, exact in pairs)
    assert "def fixed_point_grad(a):" in out


def test_tutorial(monkeypatch, capsys):
    out = run("tutorial", monkeypatch, capsys)
    assert "0.419974" in out and "trained loss" in out


# --- the gradients of their losses, against numerical differentiation ---


@pytest.fixture
def example(monkeypatch):
    monkeypatch.syspath_prepend(str(EXAMPLES))
    return importlib.import_module


def small(shape, seed=0):
    return 0.5 * np.random.default_rng(seed).normal(size=shape)


def test_gradient_of_mlp(example, order):
    mlp = example("mlp")
    params = mlp.start((2, 4, 3), np.random.default_rng(0))
    labels = np.array([0, 2, 1, 1])
    s2sad.check_grads(lambda p: mlp.loss(p, small((4, 2)), labels, 0.1), (params,), order=order)


def test_gradient_of_lstm(example):
    lstm = example("lstm")
    params = lstm.start(3, 2, np.random.default_rng(0))
    text = lstm.encoded("abcab")
    s2sad.check_grads(lambda p: lstm.loss(p, text), (params,), order=1)


def test_gradient_of_gaussian_process(example, order):
    loss = example("gaussian_process").loss
    s2sad.check_grads(loss, (small(5), small((6, 2)), small(6)), order=order)


def test_gradient_of_gaussian_mixture(example, order):
    loss = example("gaussian_mixture").loss
    params = {"logits": small(2), "means": small((2, 3)), "spreads": small((2, 3, 3))}
    s2sad.check_grads(loss, (params, small((5, 3), 1)), order=order)


def test_gradient_of_bayesian_network(example):
    network = example("bayesian_network")

    def loss(mean, log_spread):
        rng = np.random.default_rng(0)
        return network.loss([mean, log_spread], rng, 3, small((4, 1)), small(4))

    s2sad.check_grads(loss, (small(network.COUNT), small(network.COUNT, 1)), order=1)


def test_gradient_of_fluid(example):
    fluid = example("fluid")
    velocity, smoke, wanted = small((2, 4, 3)), small((4, 3), 1), small((4, 3), 2)
    s2sad.check_grads(lambda v, s: fluid.loss(v, s, wanted, 2), (velocity, smoke), order=1)


def test_gradient_of_rosenbrock(example, order):
    s2sad.check_grads(example("rosenbrock").rosenbrock, (small(4),), order=order)


def test_second_derivative_of_fixed_point(example):
    second = s2sad.grad(s2sad.grad(example("fixed_point").fixed_point))
    assert second(2.0) == pytest.approx(-0.25 * 2.0**-1.5, rel=1e-9)


@pytest.mark.parametrize("name", ["logistic_regression", "rnn", "heat_in_place", "ode_fit"])
def test_gradient_of(name, example, order):
    loss = example(name).loss
    args = {
        "logistic_regression": (small(3), 0.1, small((5, 3)), np.array([0.0, 1, 1, 0, 1])),
        "rnn": (
            {"u": small((1, 3)), "w": small((3, 3)), "b": small(3), "v": small((3, 1))},
            small((4, 2, 1)), small((4, 2, 1), 1),
        ),
        "heat_in_place": (small(6), small(6, 1), 3, 0.2),
        "ode_fit": (np.array([0.8, 0.2]), np.array([0.5, -0.2]), 0.05, small(6)),
    }[name]  # fmt: skip
    s2sad.check_grads(loss, args, order=order)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda p: p.name)
def test_every_example_has_a_test(path):
    tests = Path(__file__).read_text(encoding="utf-8")
    assert f"test_{path.stem}" in tests or path.stem == "ode_fit_gradient"
