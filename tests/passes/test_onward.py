"""Loops of derivatives that only add run onward, those that hand something on run backward."""

import math

import numpy as np
import pytest

import s2sad

X, Y = np.array([0.4, -1.2, 2.0, 0.3]), np.array([1.5, 0.2, 0.7])
M = np.cos(np.arange(12.0)).reshape(4, 3)


def numbers(x, y):
    s = 0.0
    for i in range(len(x)):
        s += math.sin(x[i]) * x[i] * y[0]
    return s


def negative_numbers(x, y):
    """Two iterations are about one entry, which is added to by both."""
    s = 0.0
    for i in range(-2, len(x)):
        s += x[i] ** 3 * y[i % 3]
    return s


def items(x, y):
    s = 0.0
    for a, b in zip(x, y):
        s += math.exp(a * b)
    return s


def numbered_items(x, y):
    s = 0.0
    for i, a in enumerate(x):
        s += math.exp(a * i) * y[i % 3]
    return s


def rows(x, y):
    s = 0.0
    for row in M:
        for k in range(len(row)):
            s += math.exp(row[k] * y[k]) * x[k]
    return s


def a_row_written_and_read(x, y):
    """The cotangent of an entry is taken and cleared, by no other iteration."""
    u = np.zeros(len(x))
    for i in range(len(x)):
        e = math.exp(x[i] * y[0])
        u[i] = e * e
        if u[i] > 2.0:
            u[i] = e * x[0]
    return np.sum(u * u)


def each_by_each(x, y):
    s = 0.0
    for i in range(len(x)):
        for j in range(i + 1, len(x)):
            s += x[i] * x[j] ** 2 * y[1]
    return s


def left_early(x, y):
    s = 0.0
    for v in x:
        e = math.exp(v * y[0])
        if e > 5.0:
            break
        s += e * e
    return s


ONWARD = [numbers, negative_numbers, items, numbered_items, rows, a_row_written_and_read,
          each_by_each, left_early]  # fmt: skip


def product(x, y):
    p = y[0]
    for v in x:
        p = p * v
    return p


def recurrence(x, y):
    u = x.copy()
    for i in range(1, len(u)):
        u[i] += y[0] * u[i - 1]
    return np.sum(u)


def the_last_one(x, y):
    """Each iteration clears the cotangent of what the one before has assigned."""
    last = 0.0
    for v in x:
        last = v * y[0]
    return last * last


def the_last_write(x, y):
    u = np.zeros(2)
    for i in range(len(x)):
        u[i % 2] = x[i] * y[0]
    return np.sum(u * u)


def the_last_write_at_negative_numbers(x, y):
    u = np.zeros(4)
    for i in range(-4, 4):
        u[i] = x[i] * y[0] * (i + 5)
    return np.sum(u * u)


BACKWARD = [product, recurrence, the_last_one, the_last_write, the_last_write_at_negative_numbers]


def _is_backward(line: str) -> bool:
    return line.startswith("for ") and ("reversed" in line or "-1)" in line)


@pytest.mark.parametrize("f", ONWARD, ids=lambda f: f.__name__)
def test_onward(f):
    source = s2sad.grad(f, (0, 1)).source(X, Y)
    assert not any(_is_backward(line.strip()) for line in source.splitlines()), source


@pytest.mark.parametrize("f", BACKWARD, ids=lambda f: f.__name__)
def test_backward(f):
    source = s2sad.grad(f, (0, 1)).source(X, Y)
    assert any(_is_backward(line.strip()) for line in source.splitlines()), source


@pytest.mark.parametrize("f", [*ONWARD, *BACKWARD], ids=lambda f: f.__name__)
def test_derivatives(f, order):
    s2sad.check_grads(f, (X, Y), order=order)


def test_over_the_items_as_in_the_program():
    source = s2sad.grad(items, (0, 1)).source(X, Y)
    assert "for i, (a, b) in enumerate(zip(x, y)):" in source, source
