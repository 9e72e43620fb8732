"""Numbers that grow by the same amount in each iteration are no part of a tape."""

import re

import numpy as np
import pytest

import s2sad

X = np.array([0.3, -0.8, 0.5, 1.1])
M = np.cos(np.arange(12.0)).reshape(4, 3)


def pairs(x):
    y, k = np.zeros(2 * len(x)), 0
    for i in range(len(x)):
        y[k] = np.sin(x[i])
        y[k + 1] = np.cos(x[i])
        k += 2
    return np.sum(y**2 * np.arange(8.0))


def flattened(x):
    y, k = np.zeros(2 * len(x)), 0
    for i in range(len(x)):
        for j in range(2):
            y[k] = np.sin(x[i]) * x[j]
            k += 1
    return np.sum(y**2 * np.arange(8.0)) + k * x[0]


def downwards(x):
    k, s = len(x) - 1, 0.0
    for i in range(len(x)):
        s += x[k] * x[i] ** 2 * s + x[k]
        k -= 1
    return s * x[k + 1]


def read_again_when_grown(x):
    y, k = np.zeros(len(x) + 1), 0
    for i in range(len(x)):
        y[k] = x[i] ** 2 + y[k]
        k += 1
        y[k] = y[k - 1] * np.sin(x[i]) + k
    return np.sum(y) + k


COUNTED = [pairs, flattened, downwards, read_again_when_grown]


def of_any_start(x, first, by):
    s, k = 0.0, first
    for i in range(2):
        s += x[k] * np.sin(s + x[k])
        k += by
    return s + k * x[0]


def triangle(x):
    y, k = np.zeros(6), 0
    for i in range(4):
        for j in range(i):
            y[k] = np.sin(x[i]) * x[j]
            k += 1
    return np.sum(y**2 * np.arange(6.0)) + k * x[0]


def left_early(x):
    k = 0
    for i in range(len(x)):
        if x[k] > 0.7 or x[k] < -1.0:
            break
        k += 1
    return x[k] * np.sin(x[k - 1]) + k


def in_a_branch(x):
    y, k = np.zeros(4), 0
    for i in range(len(x)):
        if x[i] > 0.0:
            y[k] = np.sin(x[i])
            k += 1
    return np.sum(y * np.arange(1.0, 5.0)) * k


def never(x):
    s, k = x[1], 2
    for i in range(len(x) - 4):
        s += np.sin(x[k])
        k += 1
    return s * x[k] + k


def two_counters(x):
    s, k, m = 0.0, 0, 3
    for i in range(4):
        s += x[k] * np.sin(x[m] * s)
        k, m = k + 1, m - 1
    return s * (k + m) + x[0]


def counted_by_another(x):
    s, k, m = 0.0, 0, 0
    for i in range(3):
        s += x[k % 4] * np.sin(x[m % 4] * s + 1.0)
        m += k
        k += 1
    return s * m


OTHERS = [triangle, left_early, in_a_branch, never, two_counters, counted_by_another]


@pytest.mark.parametrize("f", COUNTED, ids=lambda f: f.__name__)
def test_no_counter_is_stored(f):
    source = s2sad.grad(f).source(X)
    assert not re.search(r"append\(.*\bk\b", source), source
    assert ("tape" in source) is (f in (downwards, read_again_when_grown))


@pytest.mark.parametrize("f", COUNTED + OTHERS, ids=lambda f: f.__name__)
def test_derivatives(f, order):
    s2sad.check_grads(f, (X,), order=order)
    value, gradient = s2sad.value_and_grad(f)(X)
    assert value == f(X)
    np.testing.assert_allclose(gradient, s2sad.jacobian(f)(X))


@pytest.mark.parametrize("args", [(0, 1), (3, -1), (1, 2), (-1, -2), (2, 0)])
def test_starts_and_steps(args, order):
    s2sad.check_grads(lambda x: of_any_start(x, *args), (X,), order=order)
    s2sad.check_grads(of_any_start, (X, *args), order=order)


def test_a_while_in_a_loop(order):
    def f(x):
        s, k = 0.0, 0
        for i in range(3):
            n = i
            while n > 0:
                s += np.sin(x[k] * s + x[n])
                n -= 1
            k += 1
        return s * x[k]

    s2sad.check_grads(f, (X,), order=order)
