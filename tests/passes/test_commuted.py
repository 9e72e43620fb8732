"""Sums into cleared entries, where others that may be the same are added to in between."""

import numpy as np
import pytest

import s2sad

U = np.array([0.3, -1.2, 0.8, 2.0, -0.7, 1.1])


def stencil(u0, r):
    u = u0.copy()
    for _ in range(4):
        u[1:-1] = 0.5 * u[1:-1] + r * np.sin(u[2:])
    return np.sum(u**2)


def three_terms(u0, r):
    u = u0.copy()
    for _ in range(4):
        u[1:-1] = 0.5 * u[1:-1] + r * u[2:] - u[:-2] * u[1:-1]
    return np.sum(u**2)


def named_twice(u0, r):
    u, k = u0.copy(), np.array([1, 4, 1, 2])
    for _ in range(3):
        u[k] = 0.5 * u[k] + r * u[:4]
    return np.sum(u**2)


def places_of_the_run(u0, r):
    u = u0.copy()
    for i in range(3):
        j = int(u0[i] > 0.0)
        u[j] = np.sin(u[j]) + r * u[i]
    return np.sum(u**2)


def a_sum_is_read_between(u0, r):
    u, s = u0.copy(), 0.0
    for _ in range(3):
        u[1:] = 0.5 * u[1:] + r * u[:-1]
        s += u[2] * r
        u[:2] = u[:2] * s
    return s


@pytest.mark.parametrize(
    "f", [stencil, three_terms, named_twice, places_of_the_run, a_sum_is_read_between],
    ids=lambda f: f.__name__,
)  # fmt: skip
def test_gradient(f, order):
    s2sad.check_grads(f, (U, 0.3), order=order)


@pytest.mark.parametrize("f", [stencil, three_terms], ids=lambda f: f.__name__)
def test_what_is_cleared_is_written_at_once(f):
    source = s2sad.grad(f).source(U, 0.3)
    assert "= 0.0\n" not in source and ".copy()\n        u_bar" not in source
