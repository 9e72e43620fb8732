"""The logistic function under logarithms: neither is divided by what the other multiplies by."""

import math

import numpy as np
import pytest

import s2sad


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def cross_entropy(w, x, t):
    p = sigmoid(x @ w)
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


def two_sums(w, x, t):
    p = sigmoid(x @ w)
    return -np.sum(t * np.log(p)) - np.sum((1 - t) * np.log(1 - p))


def each(w, x, t):
    p = 1 / (1 + np.exp(-(x @ w)))
    loss = -t * np.log(p) - (1.0 - t) * np.log(1.0 - p)
    return loss @ np.arange(1.0, 1.0 + len(t))


def weighted(w, x, t):
    p = sigmoid(x @ w)
    return np.sum(3.0 * t * np.log(p) - 2.0 * (1 - t) * np.log(1 - p))


def preferences(w, x, t):
    return -np.sum(t * np.log(sigmoid(x @ w)))


def unlikely(w, x, t):
    return np.sum(t * np.log(1.0 - sigmoid(x @ w)))


def over_two(w, x, t):
    return np.sum(t * np.log(3.0 / (2.0 + np.exp(x @ w))))


def and_more(w, x, t):
    p = sigmoid(x @ w)
    return np.sum(t * np.log(p)) + p @ p


def a_loop(w, x, t):
    total = 0.0
    for k in range(len(t)):
        p = 1.0 / (1.0 + math.exp(-(x[k] @ w)))
        total -= t[k] * math.log(p) + (1 - t[k]) * math.log(1 - p)
    return total


ALL = [cross_entropy, two_sums, each, weighted, preferences, unlikely, over_two, and_more, a_loop]


def points(dtype=float):
    g = np.random.default_rng(4)
    return g.normal(size=3), g.normal(size=(5, 3)), (g.random(5) < 0.5).astype(dtype)


@pytest.mark.parametrize("f", ALL, ids=lambda f: f.__name__)
@pytest.mark.parametrize("dtype", [float, int])
def test_derivatives(f, dtype, order):
    w, x, t = points(dtype)
    s2sad.check_grads(lambda w: f(w, x, t), (w,), order=order)
    s2sad.check_grads(lambda x: f(w, x, t), (x,), order=1)


@pytest.mark.parametrize("f", [cross_entropy, two_sums, each, a_loop], ids=lambda f: f.__name__)
def test_a_likelihood_is_a_difference(f):
    source = s2sad.grad(f).source("f64[n]", "f64[m, n]", "f64[m]")
    code = [line for line in source.splitlines() if not line.strip().startswith("#")]
    assert not any("log" in line for line in code)
    assert sum(line.count(" * ") + line.count(" / ") for line in code) <= 4


@pytest.mark.parametrize("f", [cross_entropy, preferences], ids=lambda f: f.__name__)
@pytest.mark.filterwarnings("ignore:overflow")
def test_a_probability_that_is_rounded_has_a_slope(f):
    x, t = np.array([[-800.0], [1.0]]), np.array([1.0, 0.0])
    assert np.all(np.isfinite(s2sad.grad(f)(np.ones(1), x, t)))


def test_the_dtype_is_that_of_the_argument():
    w, x, t = points(int)
    single = s2sad.grad(cross_entropy)(w.astype("f4"), x.astype("f4"), t)
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, s2sad.grad(cross_entropy)(w, x, t), rtol=1e-5)


def test_a_target_for_several_probabilities(order):
    def f(w, t):
        p = sigmoid(w)
        return np.sum(t * np.log(p) + (1 - t) * np.log(1 - p))

    w = np.array([0.3, -0.4, 1.0])
    for t in (0.3, np.array([[0.0], [1.0]]), np.array([1.0, 0.0, 0.5]), True):
        s2sad.check_grads(lambda w, t=t: f(w, t), (w,), order=order)
    s2sad.check_grads(f, (w, np.array([[0.2], [0.9]])), order=order)
