"""Exported code does not check its arguments: their dtypes decide no array of the derivative but
that of the argument itself."""

import numpy as np
import pytest

import s2sad
from s2sad.demo import growth

A, B = np.array([0.5, -1.5, 0.3]), np.array([2.0, 1.0, -3.0])
M, K = np.arange(6.0).reshape(2, 3) / 7, np.arange(6.0).reshape(2, 3)


def weighted(x, w):
    u = np.zeros(len(w))
    for k in range(len(w)):
        u[k] = np.sin(x[k]) * w[k]
    return np.sum(u**2)


def steps(x, w):
    d = 2 * w
    u = np.empty_like(np.exp(x))
    for k in range(len(x)):
        u[k] = x[k] ** 2 * d[k]
    return u @ u + 0.5 * np.sum(u)


def rows(x, w):
    u = x[0] * w
    for k in range(len(w)):
        u[k] *= x[1]
    return np.mean(u)


def shifted(x, w):
    return 0.5 * np.sum(w + x)


def swapped(x, w):
    return x[0] * np.sum(np.sort(w * np.exp(x)) * 0.25)


PROGRAMS = [(weighted, A, B), (steps, A, B), (rows, M, K), (shifted, A, B), (shifted, M, K),
            (swapped, A, B)]  # fmt: skip


def exported(f, *args):
    names: dict = {}
    exec(s2sad.grad(f).source(*args), names)
    return names[f"{f.__name__}_grad"]


@pytest.mark.parametrize("f, x, w", PROGRAMS)
def test_an_array_of_integers_in_the_place_of_floats(f, x, w):
    derivative = exported(f, x, w)
    expected = derivative(x.copy(), w.copy())
    np.testing.assert_allclose(expected, s2sad.grad(f)(x, w))
    np.testing.assert_array_equal(derivative(x.copy(), w.astype(int)), expected)


def test_years_of_a_census():
    theta, years, counts = np.log([0.03, 5e2, 4.0]), np.arange(1800, 1900, 10), np.arange(10) * 5.0
    derivative = exported(growth.loss, theta, years.astype(float), counts)
    expected = s2sad.grad(growth.loss)(theta, years, counts)
    assert np.all(expected) and np.all(derivative(theta, years, counts) == expected)


def test_zeros_for_an_argument_that_moves_are_made_like_it():
    assert "x_bar = np.zeros_like(x)" in s2sad.grad(lambda x: x[0] * x[1]).source("f64[n]")
    assert "return np.full_like(x, 2.0)" in s2sad.grad(lambda x: np.sum(2.0 * x)).source("f64[n]")
