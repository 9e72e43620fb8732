"""The truth of an array: that of its entry where it has one, else Python's error."""

import numpy as np
import pytest

import s2sad


def chosen(x, y):
    return 2.0 * x if y else x


def negated(x, y):
    return 2.0 * x if not y else x


def looped(x, y):
    while y:
        x, y = x * 1.5, y - 1.0
    return x


def guarded(x, y):
    if x[0] < 0 and y:
        return 3.0 * x
    return x


@pytest.mark.parametrize("f", [chosen, negated, looped])
@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_one_entry_decides(f, shape, order):
    x, y = np.array([0.5, 1.0]), np.full(shape, 2.0)
    np.testing.assert_array_equal(s2sad.jvp(f, (x, y), (x, 0 * y))[0], f(x, y))
    s2sad.check_grads(lambda x: f(x, y), (x,), order=order)


@pytest.mark.parametrize("f", [chosen, negated, looped])
@pytest.mark.parametrize("shape", [(2,), (1, 3), (2, 2)])
def test_more_entries_decide_nothing(f, shape):
    x, y = np.array([0.5, 1.0]), np.full(shape, 2.0)
    with pytest.raises(ValueError, match="truth value of an array with more than one element"):
        s2sad.jvp(f, (x, y), (x, 0 * y))


def test_what_is_not_asked_is_no_error():
    x, y = np.array([0.5, 1.0]), np.ones(2)
    np.testing.assert_array_equal(s2sad.grad(lambda x: guarded(x, y).sum())(x), [1.0, 1.0])
