"""What is zero unless a branch is taken is added in that branch, and only if all of it can be."""

import math

import numpy as np
import pytest

import s2sad

X = np.array([0.9, 0.3, 1.4, 0.2, 1.1])
M = np.abs(np.cos(np.arange(25.0).reshape(5, 5))) + 0.1


def paths(w):
    d = w.copy()
    for k in range(len(d)):
        for i in range(len(d)):
            for j in range(len(d)):
                if d[i, k] + d[k, j] < d[i, j]:
                    d[i, j] = d[i, k] + d[k, j]
    return np.sum(d * np.arange(5.0))


def knapsack(v):
    best = np.zeros(len(v) + 1)
    for i in range(len(v)):
        for c in range(len(v), 0, -1):
            new = best[c - 1] + v[i] * v[c - 1]
            if new > best[c]:
                best[c] = new
    return best[-1]


def scaled(x):
    """The factors of what is added go along."""
    u = x.copy()
    for i in range(1, len(u)):
        t = 2.0 * u[i - 1] - x[i] / 3.0
        if t > 0.5:
            u[i] = t * t
    return np.sum(u)


def hinge(x):
    """What is added to is carried by the loop, a number and an array."""
    s = 0.0
    for i in range(len(x)):
        margin = 1.0 - x[i] * (x @ x - x[0])
        if margin > 0.0:
            s += margin * x[i]
    return s


def hinge_of_a_number(x):
    s = 0.0
    for v in x:
        e = math.exp(v * x[0])
        if e > 1.5:
            s += e * e
    return s


ONE_BRANCH = [(paths, M), (knapsack, X), (scaled, X), (hinge, X), (hinge_of_a_number, X)]


def used_otherwise(x):
    """What is zero is also a part of another sum."""
    u, s = x.copy(), 0.0
    for i in range(1, len(u)):
        t = u[i - 1] * x[i]
        if t < 0.5:
            u[i] = t
        s += 0.5 * t
    return np.sum(u) + s


def both(x):
    u = x.copy()
    for i in range(1, len(u)):
        t = u[i - 1] * x[i]
        u[i] = t * t if t < 0.5 else 3.0 * t
    return np.sum(u)


def added_in_between(x):
    """The array is added to before it is the sum's turn."""
    u = x.copy()
    for i in range(1, len(u)):
        t = u[i - 1] * x[i]
        s = np.sin(x[i])
        if t < 0.5:
            u[i] = t
        u[i] *= s
    return np.sum(u)


def one_of_three(x):
    u = x.copy()
    for i in range(1, len(u)):
        t = u[i - 1] * x[i]
        if t < 0.3:
            u[i] = t
        elif t < 0.6:
            u[i] = 2.0 * t + u[i]
    return np.sum(u)


def into_one_array_twice(x):
    """Both sums go into what the branch has written."""
    u = x.copy()
    for i in range(2, len(u)):
        t = u[i - 1] * u[i - 2]
        if t < u[i]:
            u[i] = t
    return np.sum(u * u)


OTHERS = [used_otherwise, both, added_in_between, one_of_three, into_one_array_twice]


@pytest.mark.parametrize(("f", "x"), ONE_BRANCH, ids=lambda v: getattr(v, "__name__", ""))
def test_nothing_is_zero(f, x):
    source = s2sad.grad(f).source(x)
    assert "else:" not in source and "else 0.0" not in source, source


@pytest.mark.parametrize(
    ("f", "x"), ONE_BRANCH + [(f, X) for f in OTHERS], ids=lambda v: getattr(v, "__name__", "")
)
def test_derivatives(f, x, order):
    s2sad.check_grads(f, (x,), order=order)
