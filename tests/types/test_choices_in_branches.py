"""What two paths have left with different types, in a branch on the same condition: the one that it
holds there is used, and the other one not looked at."""

import numpy as np
import pytest

import s2sad
from s2sad.numerical import numerical_jvp


def indexed_in_the_same_branch(x, n):
    c = x.min() > 0.5
    t = np.tanh(x) if c else x[0] * 2
    if c:
        return np.sum(t[::-1])
    return t


def after_a_loop(x, n):
    c = x.min() > 0.5
    if c:
        t = np.tanh(x)
    else:
        b = 0.0
        for k in range(n):
            t = float(x[0]) * k
            b += t
    if c:
        return np.sum(t[::-1].cumprod(axis=-1))
    return b


def in_the_other_branch(x, n):
    c = x.min() > 0.5
    t = np.tanh(x) if c else x[0] * 2
    if not c:
        return t * t
    return np.sum(t[::-1])


def in_an_inner_branch(x, n):
    c = x.min() > 0.5
    t = (x, x[0]) if c else x
    b = 0.0
    for k in range(n):
        if c:
            b += np.sum(t[0]) * k
        else:
            b += t[1] * k
    return b


@pytest.mark.parametrize("x", [np.array([0.7, 0.9]), np.array([0.1, 0.9])])
@pytest.mark.parametrize(
    "f", [indexed_in_the_same_branch, after_a_loop, in_the_other_branch, in_an_inner_branch]
)
def test_the_one_that_is_there_is_used(f, x):
    direction = np.array([1.0, 0.3])
    expected = numerical_jvp(f, (x, 3), (direction, None))
    assert s2sad.jvp(f, (x, 3), (direction, None))[1] == pytest.approx(expected, rel=1e-8)
    assert s2sad.grad(f)(x, 3) @ direction == pytest.approx(expected, rel=1e-8)


def neighbour_or_zero(u):
    s = 0.0
    for i in range(len(u)):
        up = u[i - 1] if i > 0 else 0.0
        s += np.sum((up - 2 * u[i]) ** 2)
    return s


def test_an_array_or_a_number_in_a_loop_takes_no_code_for_each_length():
    source = s2sad.grad(neighbour_or_zero).source(np.ones((4, 2)))
    assert source == s2sad.grad(neighbour_or_zero).source(np.ones((7, 3)))
    assert "generated for" not in source
