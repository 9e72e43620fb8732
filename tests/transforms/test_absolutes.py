"""The square of an absolute value is differentiated without a sign."""

import math

import numpy as np
import pytest

import s2sad

X = np.array([0.4, -1.3, 0.0])
Z = np.array([0.4 - 0.2j, -1.3 + 0.5j, 0.3j])


def squares(x):
    return np.sum(np.abs(x) ** 2 * np.arange(3.0))


def ratio(x):
    r = np.abs(x)
    return -np.sum(3.0 * (r * r) / (2.0 + np.arange(3.0)))


def numbers(x):
    return sum(abs(v) ** 2 + math.fabs(v) * math.fabs(v) for v in x)


def cube(x):
    """Not the absolute value alone."""
    return np.sum(np.abs(x) ** 3)


def read_again(x):
    r = np.abs(x - 1.0)
    return np.sum(r * r + r)


def intensity(z):
    w = z * z + 1.0
    return np.sum((np.abs(w) ** 2 - 1.0) ** 2)


def intensity_of_a_number(z):
    return np.abs((z - 1.0) / (z + 1.0)) ** 2


@pytest.mark.parametrize("f", [squares, ratio, numbers, cube, read_again])
def test_real(f):
    x = list(map(float, X + 0.01)) if f is numbers else X + 0.01
    s2sad.check_grads(f, (x,))
    if f is not read_again:
        np.testing.assert_allclose(s2sad.grad(f)(np.zeros(3) if f is not numbers else [0.0]), 0.0)


@pytest.mark.parametrize("f, z", [(intensity, Z), (intensity_of_a_number, 0.4 - 0.2j)])
def test_complex(f, z):
    s2sad.check_grads(f, (z,))


def test_no_sign_and_no_quotient():
    assert "sign" not in s2sad.grad(squares).source(X)
    source = s2sad.grad(intensity).source(Z)
    assert source.count("np.abs") == 1 and "== 0.0" not in source and "w.conj()" in source
