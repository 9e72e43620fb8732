"""Lengths of what is typed by running it on samples: several lengths that must be equal do not make
the others equal, though samples in which all are equal are the first that run."""

import numpy as np
import pytest
from scipy import linalg, signal

import s2sad

_draw = np.random.default_rng(3)


def drawn(*shape):
    return _draw.normal(size=shape)


def selected(a, b, c):
    return np.sum(np.mean(np.select([a > 0, b > 0], [a * b, c], c), axis=1) ** 2)


def chained(a, b, c, d):
    return np.sum(np.ravel(np.linalg.multi_dot([a, b, c, d])) ** 2)


def chain_beside_a_column(a, b, c, d):
    return np.sum(np.linalg.multi_dot([a, b, c, d]).T * np.arange(2.0))


def chain_of_five(a, b, c, d, e):
    return np.sum(np.ravel(np.linalg.multi_dot([a, b, c, d, e])) ** 2)


def sylvester(a, b, q):
    return np.sum(np.ravel(linalg.solve_sylvester(a, b, q)) ** 2)


def factored(q):
    return np.sum(np.ravel(linalg.lu_solve(linalg.lu_factor(q @ q.T + 4 * np.eye(3)), q)) ** 2)


def part_of_a_convolution(x, y):
    return np.sum(signal.convolve(x, y, "valid") ** 2)


def rows_correlated(x, y):
    return np.sum(signal.correlate2d(x, y, "valid") ** 2)


CHAIN = drawn(2, 3), drawn(3, 4), drawn(4, 5), drawn(5, 6)


@pytest.mark.parametrize("f, args", [
    (selected, (drawn(3, 4), drawn(3, 4), drawn(3, 4))),
    (chained, CHAIN), (chain_beside_a_column, CHAIN), (chain_of_five, (*CHAIN, drawn(6, 3))),
    (sylvester, (4 * np.eye(3) + drawn(3, 3), 4 * np.eye(2) + drawn(2, 2), drawn(3, 2))),
    (factored, (drawn(3, 2),)), (part_of_a_convolution, (drawn(2, 4), drawn(1, 3))),
    (rows_correlated, (drawn(3, 4), drawn(1, 3))), (rows_correlated, (drawn(1, 3), drawn(2, 4))),
], ids=lambda f: getattr(f, "__name__", ""))  # fmt: skip
def test_lengths_that_need_not_be_equal_are_not(f, args, order):
    s2sad.check_grads(f, args, order=order)


def test_lengths_that_must_be_equal_are():
    a, q = drawn(3, 3), drawn(3, 3)
    text = str(s2sad.ir(lambda a, q: linalg.eigh(a, q)[0], a, q))
    assert "(f64[a.0], f64[a.0, a.0])" in text
