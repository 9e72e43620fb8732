"""Writes are undone on the way back: what a loop stores does not grow with the array it writes."""

import re

import numpy as np
import pytest

import s2sad


def forward_substitution(lower, b):
    x = np.zeros_like(b)
    for i in range(len(b)):
        x[i] = (b[i] - lower[i, :i] @ x[:i]) / lower[i, i]
    return x @ x


def cholesky(a):
    n = len(a)
    factor = np.zeros_like(a)
    for i in range(n):
        for j in range(i + 1):
            s = a[i, j]
            for k in range(j):
                s -= factor[i, k] * factor[j, k]
            factor[i, j] = np.sqrt(s) if i == j else s / factor[j, j]
    return np.sum(np.log(np.diag(factor)))


def smoothed(u, n):
    u = u.copy()
    for _ in range(n):
        for i in range(1, len(u) - 1):
            if u[i] > 0:
                u[i] = np.sum(u[i - 1 : i + 2] ** 2) * u[i] / 3
    return u @ u


SPD = np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 2.0]])
PROGRAMS = [
    (forward_substitution, (np.tril(SPD), np.array([1.0, -2.0, 0.5]))),
    (cholesky, (SPD,)),
    (smoothed, (np.array([0.5, 1.0, -0.3, 0.8, 0.2]), 3)),
]


@pytest.mark.parametrize(("f", "args"), PROGRAMS, ids=lambda v: getattr(v, "__name__", ""))
def test_no_loop_copies_an_array(f, args):
    lines = s2sad.grad(f).source(*args).splitlines()
    inside = [line for line in lines if line.startswith("        ")]
    assert inside and not [line for line in inside if ".copy()" in line]
    written_once = f in (forward_substitution, cholesky)
    assert any(re.search(r"= saved", line) for line in inside) is not written_once


def test_a_version_that_nobody_reads_is_not_put_back():
    def linear_then_not(u, n):
        u = u.copy()
        for k in range(n):
            u[k] = 2.0 * u[k + 1]
        for k in range(n):
            u[k] = u[k + 1] * np.sum(u * u)
        return np.sum(u)

    source = s2sad.grad(linear_then_not).source("f64[n]", "int")
    assert source.count("= saved") == 1


def test_a_pullback_may_be_called_again():
    value, pullback = s2sad.vjp(smoothed, *PROGRAMS[2][1])
    first, second = pullback(1.0), pullback(1.0)
    np.testing.assert_array_equal(first[0], second[0])


def test_the_value_is_not_undone():
    def steps(u):
        u = u.copy()
        for k in range(1, len(u)):
            u[k] *= np.sum(u[:k])
        return np.sum(u), u

    u = np.array([0.5, 1.0, -0.3])
    (_, kept), _ = s2sad.value_and_grad(steps, has_aux=True)(u)
    np.testing.assert_array_equal(kept, steps(u)[1])
