"""A variable that the iteration before has assigned is there, though the first one has it not; one
that nothing has assigned is Python's error."""

# ruff: noqa: F821, F841

import math

import numpy as np
import pytest

import s2sad

X, Y = np.array([3.0, 1.2, 2.0]), np.array([1.0, 2.0, 3.0])


def an_index(x, y):
    for t in range(len(y)):
        if t > 0:
            x = x[idx]
        idx = np.argsort(x)
    return np.sum(x * y)


def an_array(x, y):
    for t in range(len(y)):
        if t > 0:
            x = x + np.dot(h, x) * len(h)
        h = np.sin(x)
    return np.sum(x * y)


def a_number(x, y):
    for t in range(len(y)):
        if t > 0:
            x = x + h * math.sin(h)
        h = x[0] * 2
    return np.sum(x * y)


def a_function(x, y):
    for t in range(len(y)):
        if t > 0:
            x = x + g(x)

        def g(z):
            return z * 2

    return np.sum(x * y)


def a_list(x, y):
    for t in range(len(y)):
        if t > 0:
            x = x + sum(h)
        h = [x, x * 2]
    return np.sum(x * y)


def a_dict(x, y):
    for t in range(len(y)):
        if t > 0:
            x = x + d["a"]
        d = {"a": x * y}
    return np.sum(x * y)


def a_tuple(x, y):
    for t in range(len(y)):
        if t > 0:
            x = x + h[0] * h[1]
        h = (x[0], x[1])
    return np.sum(x * y)


def in_a_while_loop(x, y):
    t = 0
    while t < len(y):
        if t > 0:
            x = x * y + np.dot(h, x)
        h = np.sin(x)
        t += 1
    return np.sum(x * y)


def in_an_inner_loop(x, y):
    for i in range(len(y)):
        for j in range(i):
            if j > 0:
                x = x + h * y
            h = x * 2
    return np.sum(x * y)


PROGRAMS = (
    an_index, an_array, a_number, a_function, a_list, a_dict, a_tuple, in_a_while_loop,
    in_an_inner_loop,
)  # fmt: skip


@pytest.mark.parametrize("f", PROGRAMS)
def test_it_is_there(f, order):
    s2sad.check_grads(f, (X, Y), order=order)


def never_there(x, y):
    for t in range(len(y)):
        x = x + h * t
        h = x * 2
    return np.sum(x * y)


def test_it_is_not():
    with pytest.raises(UnboundLocalError, match="cannot access local variable 'h'"):
        s2sad.grad(never_there)(X, Y)
