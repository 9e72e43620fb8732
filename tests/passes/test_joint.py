"""What a loop keeps for its derivative alone is used in that loop, where it can be."""

import math

import numpy as np
import pytest

import s2sad

X, Y = np.array([0.4, -1.2, 2.0, 0.3]), np.array([1.5, 0.2, 0.7])


def chains(x, y):
    """Each iteration has a chain of its own, whose derivative runs backward."""
    s = 0.0
    for v in x:
        t = v * y[0]
        for _ in range(3):
            t = math.sin(t) * y[1]
        s += t
    return s


def windows(x, y):
    s = 0.0
    for i in range(len(x) - len(y) + 1):
        a = y[0]
        for j in range(len(y)):
            a += x[i + j] * y[j]
        s += math.exp(-a * a)
    return s


def largest(x, y):
    s = 0.0
    for i in range(len(x)):
        m = x[i] * y[0]
        for j in range(1, len(y)):
            if x[i] * y[j] > m:
                m = x[i] * y[j]
        s += m * m
    return s


JOINT = [chains, windows, largest]


def scaled_by_the_sum(x, y):
    """What the derivative of the loop reads is known behind the loop."""
    s = 0.0
    for v in x:
        t = v * y[0]
        for _ in range(3):
            t = math.sin(t) * y[1]
        s += t
    return s * s


def written_meanwhile(x, y):
    """The loop changes what its derivative reads as it was before."""
    u = x * y[0]
    w = u.copy()
    s = 0.0
    for i in range(len(x)):
        t = u[i]
        for _ in range(2):
            t = math.sin(t) * w[-1 - i]
        s += t
        u[i] = 0.0
    return s


def prints(x, y):
    s = 0.0
    for v in x:
        t = v * y[0]
        for _ in range(3):
            t = math.sin(t) * y[1]
        print(t > 0.0)
        s += t
    return s


OTHERS = [scaled_by_the_sum, written_meanwhile, prints]


@pytest.mark.parametrize("f", JOINT, ids=lambda f: f.__name__)
def test_one_loop(f):
    source = s2sad.grad(f, (0, 1)).source(X, Y)
    outer = [line for line in source.splitlines() if line.startswith("    for ")]
    assert len(outer) == 1 and source.count(".append(") <= 1, source


def test_a_sum_that_the_derivative_reads():
    source = s2sad.grad(scaled_by_the_sum, (0, 1)).source(X, Y)
    outer = [line for line in source.splitlines() if line.startswith("    for ")]
    assert len(outer) == 2, source


@pytest.mark.parametrize("f", [*JOINT, *OTHERS], ids=lambda f: f.__name__)
def test_derivatives(f, order):
    s2sad.check_grads(f, (X, Y), order=order)
