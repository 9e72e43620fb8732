"""The greater of a length and a constant is neither of them; what entries ask for is no length."""

import numpy as np
import pytest

import s2sad
from s2sad.numerical import estimate_jvp

PLACES = np.array([0, 1, 1, 4])


def smoothed(x):
    window = np.ones(3) * 0.7
    return np.var(np.convolve(x, window, "same"))


def overlap(x):
    return np.var(np.correlate(x, np.array([0.2, 0.5, 0.1, 0.9]), "valid"))


def beside_the_diagonal(x):
    return np.var(np.diag(np.stack([x, x * x]), 1))


def pairs_far_apart(x):
    left, right = np.triu_indices(len(x), 3)
    return np.sum(x[left] * x[right]) + len(left) * np.sum(x)


def counted(x):
    return np.var(np.bincount(np.arange(len(x)), weights=x, minlength=4))


def counted_by_length(x):
    return np.var(np.bincount(PLACES, np.resize(x, 4), minlength=len(x)))


@pytest.mark.parametrize("f", [
    smoothed, overlap, beside_the_diagonal, pairs_far_apart, counted, counted_by_length,
])  # fmt: skip
def test_one_derivative_for_lengths_on_both_sides_of_a_constant(f):
    gradient = s2sad.grad(f)
    for n in (6, 2, 3, 4, 5):
        x = np.linspace(0.1, 0.9, n) ** 2
        expected = [estimate_jvp(f, (x,), (unit,)).value[0] for unit in np.eye(n)]
        np.testing.assert_allclose(gradient(x), expected, rtol=1e-6, atol=1e-9)


def test_counts_that_meet_an_array_are_as_many(order):
    def f(w, t):
        return np.sum(np.bincount(PLACES, weights=w, minlength=len(t)) * t)

    assert "unbroadcast" not in s2sad.grad(f, (0, 1)).source("f64[4]", "f64[n]")
    s2sad.check_grads(f, (np.ones(4), np.linspace(0.1, 0.9, 5)), order=order)
