"""Logarithms of quotients, products and exponentials are differentiated as a person does it."""

import math

import numpy as np
import pytest

import s2sad


def divergence(p, q):
    return np.sum(p * np.log(p / q))


def entropy(p, q):
    return -np.sum(p * np.log(p)) + np.sum(q)


def scales(p, q):
    s = np.exp(p)
    return np.sum(np.log(s)) + np.sum(np.log(q * s))


def deviance(p, q):
    mu = np.exp(q @ np.ones((3, 3)))
    return np.sum(-np.log(p / mu) + (p - mu) / mu)


def of_numbers(p, q):
    total = 0.0
    for k in range(len(p)):
        total += p[k] * math.log(p[k] / q[k]) + math.log(2.0 * p[k] * q[k])
    return total


def broadcast(p, q):
    return np.sum(np.log(p[:, None] / q) ** 2) + np.sum(np.log(q / np.sum(p)) * q)


def squared_itself(p, q):
    return np.sum(np.log(p * p)) + np.sum(q * np.log(q * q))


ALL = [divergence, entropy, scales, deviance, of_numbers, broadcast, squared_itself]


@pytest.mark.parametrize("f", ALL, ids=lambda f: f.__name__)
def test_derivatives(f, order):
    p, q = np.array([0.3, 1.2, 0.7]), np.array([0.9, 0.4, 2.0])
    s2sad.check_grads(f, (p, q), order=order)
    single = s2sad.grad(f)(p.astype("f4"), q.astype("f4"))
    assert single.dtype == np.float32


@pytest.mark.parametrize("f", [divergence, entropy, of_numbers, squared_itself],
                         ids=lambda f: f.__name__)  # fmt: skip
def test_nothing_is_divided_by_itself(f):
    source = s2sad.grad(f, (0, 1)).source("f64[n]", "f64[n]")
    for name in ("p", "q", "p[k]", "q[k]"):
        assert f"{name} / {name}" not in source


def test_the_logarithm_of_a_scale_is_its_argument():
    def f(u):
        return np.sum(np.log(np.exp(u)))

    assert "exp" not in s2sad.grad(f).source("f64[n]").partition('"""\n\n')[2].partition("#")[0]
