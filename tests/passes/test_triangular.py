"""What SciPy leaves in the other triangle of a factor counts only where somebody reads it."""

import numpy as np
import pytest
from scipy import linalg

import s2sad

G = np.random.default_rng(5)
A = G.normal(size=(3, 3))
A, Y, W = A @ A.T + np.eye(3), G.normal(size=3), G.normal(size=(3, 3))


def solved(a):
    factor = linalg.cho_factor(a)
    return Y @ linalg.cho_solve(factor, Y) + 2.0 * np.sum(np.log(np.diag(factor[0])))


def solved_with_the_lower_one(a):
    factor = linalg.cho_factor(a, lower=True)
    return np.sum(linalg.cho_solve(factor, W) ** 2) - np.sum(np.diag(factor[0]))


def read_in_the_triangle(a):
    return np.sum(W * np.triu(linalg.cho_factor(a)[0]))


def read_below_the_diagonal_too(a):
    c, lower = linalg.cho_factor(a)
    return np.sum(W * np.triu(c, -1)) + Y @ linalg.cho_solve((c, lower), Y)


def read_in_a_corner(a):
    c = linalg.cho_factor(a)[0]
    return c[2, 0] + np.sum(np.diag(c))


def read_as_it_is(a):
    return np.sum(W * linalg.cho_factor(a)[0])


UNREAD = (solved, solved_with_the_lower_one, read_in_the_triangle)
READ = (read_below_the_diagonal_too, read_in_a_corner, read_as_it_is)


@pytest.mark.parametrize("function", UNREAD)
def test_a_triangle_that_is_not_read_is_not_asked_for(function):
    assert "left_by_cho_factor" not in s2sad.grad(function).source(A)


@pytest.mark.parametrize("function", READ)
def test_a_triangle_that_is_read_is_asked_for(function):
    assert "left_by_cho_factor(" in s2sad.grad(function).source(A)


@pytest.mark.parametrize("at", [A, np.diag([1.0, 2.0, 3.0])])
@pytest.mark.parametrize("function", UNREAD + READ)
def test_gradients_along_symmetric_directions(function, at):
    direction = W + W.T
    step = 1e-6 * direction
    expected = (function(at + step) - function(at - step)) / 2e-6
    assert np.sum(s2sad.grad(function)(at) * direction) == pytest.approx(expected, rel=1e-6)
