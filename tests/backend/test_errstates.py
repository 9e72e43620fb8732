"""`with np.errstate(...)` stands around the derivative of what stands in it, and around no more."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import s2sad

X = np.array([0.0, 1.0, 2.0])


@pytest.fixture(autouse=True)
def no_cache(monkeypatch):
    monkeypatch.setenv("S2SAD_CACHE", "off")


def entropy(x):
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.where(x > 0, x * np.log(x), 0.0)
    return np.sum(y)


def in_a_loop(x):
    total = 0.0
    for k in range(len(x)):
        with np.errstate(all="ignore"):
            total = total + 1 / x[k]
        total = total + np.sin(x[k])
    return total


def around_a_loop(x):
    with np.errstate(divide="ignore"):
        with np.errstate(invalid="ignore"):
            total = x[0] * 0
            for v in x:
                total = total + np.where(v > 0, np.log(v), v * np.log(v))
    return total


def falling(x, k):
    return 1 / x if k == 0 else falling(x, k - 1) * 0.5


def in_a_call(x):
    with np.errstate(divide="ignore", invalid="ignore"):
        y = falling(x, 2)
    return np.sum(np.where(x > 0, y, x))


def returned(x):
    with np.errstate(divide="ignore", invalid="ignore"):
        if x[1] > 0:
            return np.sum(np.where(x > 0, 1 / x, x))
    return np.sum(x)


SILENT = [entropy, in_a_loop, around_a_loop, in_a_call, returned]


@pytest.mark.parametrize("f", SILENT)
def test_neither_sweep_warns(f, order):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        f(X)
        y, x_bar = s2sad.value_and_grad(f)(X)
        _, y_dot = s2sad.jvp(f, (X,), (np.ones(3),))
        s2sad.hessian(f)(X)
    assert y == f(X) or np.isnan(y)
    np.testing.assert_allclose(y_dot, np.sum(x_bar))
    s2sad.check_grads(f, (X[1:],) if f is not returned else (X + 1,), order=order)


@pytest.mark.parametrize("f", SILENT)
def test_what_is_exported_is_read_again(f, tmp_path):
    text = s2sad.grad(f).source(X)
    assert "with np.errstate(" in text
    names: dict = {}
    path = tmp_path / "exported.py"
    path.write_text(text)
    exec(compile(text, str(path), "exec"), names)
    again = s2sad.jacobian(names[f"{f.__name__}_grad"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_allclose(again(X), s2sad.hessian(f)(X))


def outside(x):
    with np.errstate(divide="ignore"):
        y = np.exp(-1 / x)
    return np.sum(y) + np.sum(np.log(x))


def test_what_stands_outside_warns():
    with warnings.catch_warnings(record=True) as plain:
        warnings.simplefilter("always")
        outside(X)
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        s2sad.value_and_grad(outside)(X)
    assert [str(w.message) for w in plain] == ["divide by zero encountered in log"]
    assert "divide by zero encountered in log" in [str(w.message) for w in found]


def test_a_loop_stands_in_it_as_a_whole():
    assert s2sad.grad(around_a_loop).source(X).count("with np.errstate") == 1


def test_inner_settings_are_added_to_outer_ones():
    assert 'np.errstate(divide="ignore", invalid="ignore")' in s2sad.grad(around_a_loop).source(X)


TEXT = '''\
def entropy_grad(x):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(x > 0, np.log(x) + 1.0, 0.0)
'''


def test_the_text():
    assert s2sad.grad(entropy).source(X).endswith(TEXT)
