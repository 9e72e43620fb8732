"""The cotangent of a list is as long as the list was; a tape keeps lengths and not lists."""

import numpy as np
import pytest

import s2sad
from s2sad.numerical import numerical_jvp


def list_made_anew_of_one_that_grows(x, n):
    t, s, y = [], [], 0.0
    for _ in range(n):
        s = t + [x * 2]
        y = 0.5 * y + s[-1][0]
        t.append(x)
    for q in s:
        y = 0.8 * y + q[0]
    return y


def list_replaced_by_a_shorter_one(x, n):
    t, s, y = [], [x * 1.5 for _ in range(n)], 0.0
    for _ in range(n):
        s = t + [x * 2]
    for q in s:
        y = 0.8 * y + q[0]
    return y


def list_of_numbers_replaced(x, n):
    t, s, y = [x[0] for _ in range(n)], [], 0.0
    for k in range(n):
        s = t + [x[1] * k]
        t.append(x[0] * k)
    for q in s:
        y = 0.8 * y + q * q
    return y


def list_lengthened_on_both_sides(x, n):
    items = []
    for v in x:
        items.append(v)
        items.append(2.0 * v)
        items.extend([v * v * k for k in range(3 * n)])
    total = 1.0
    for item in items:
        total = total * 0.9 + item
    return total


def lists_in_a_branch(x, n):
    t, s, y = [], [x[0]], 0.0
    for k in range(n):
        if x[k] > 0.0:
            s = t + [x[k] * x[0]]
        t.append(x[1] * k)
    for q in s:
        y = 0.8 * y + q * q
    return y


FUNCTIONS = [
    list_made_anew_of_one_that_grows, list_replaced_by_a_shorter_one, list_of_numbers_replaced,
    list_lengthened_on_both_sides, lists_in_a_branch,
]  # fmt: skip


@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)
def test_a_cotangent_is_as_long_as_the_list_was(f):
    x = np.array([0.7, 1.1, -0.4])
    gradient = s2sad.grad(f)(x, 3)
    second = s2sad.hessian(f)(x, 3)
    for k, unit in enumerate(np.eye(3)):
        expected = numerical_jvp(f, (x, 3), (unit, None))
        np.testing.assert_allclose(gradient[k], expected, rtol=1e-7, atol=1e-9)
        expected = numerical_jvp(lambda x: s2sad.grad(f)(x, 3), (x,), (unit,))
        np.testing.assert_allclose(second[k], expected, rtol=1e-7, atol=1e-9)


def test_lengths_are_kept_and_not_lists():
    assert "tape.append(len(s))" in s2sad.grad(list_replaced_by_a_shorter_one).source("f64[m]", 3)
    text = s2sad.grad(list_lengthened_on_both_sides).source("f64[m]", 3)
    assert "tape.append(len(items))" in text
