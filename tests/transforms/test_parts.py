"""The slices and masks of a program are as long in its derivative: nothing is asked at run time."""

import numpy as np
import pytest

import s2sad


def reflected(a):
    a = a.copy()
    for k in range(a.shape[1]):
        v = a[k:, k] / np.sqrt(a[k:, k] @ a[k:, k])
        a[k:, k:] -= 2.0 * np.outer(v, v @ a[k:, k:])
    return np.sum(a**3)


def heads(a):
    s = 0.0
    for k in range(a.shape[0]):
        u = a.copy()
        u[:k, 1:] *= u[:k, 0][:, None]
        s += np.sum(np.sin(u))
    return s


def selected(x):
    u = x.copy()
    for level in (0.1, 0.4):
        high = u > level
        u[high] = np.sin(u[high]) * u[high] ** 2
    return np.sum(u)


def rows_selected(a):
    u = a.copy()
    high = u[:, 0] > 0.2
    u[high] = np.tanh(u[high]) * u[high, 0][:, None]
    return np.sum(u**2)


MATRIX = np.random.default_rng(1).normal(size=(4, 3))


@pytest.mark.parametrize("f", [reflected, heads, rows_selected, selected])
def test_the_cotangent_of_a_part_has_its_shape(f):
    x = np.linspace(-1.0, 1.0, 7) if f is selected else MATRIX
    assert "_unbroadcast" not in s2sad.grad(f).source(x)
    s2sad.check_grads(f, (x,), order=1)


@pytest.mark.parametrize("shape", [(1, 1), (2, 1), (1, 3), (3, 3), (5, 2)])
def test_parts_of_one_entry(shape):
    x = 1.0 + MATRIX[0, 0] * np.arange(shape[0] * shape[1]).reshape(shape)
    for f in (heads, rows_selected):
        s2sad.check_grads(f, (x,), order=1)


def test_a_part_is_stretched_by_what_is_written_into_it():
    """The slice is as long as the mask takes rows, the value has one row."""

    def f(a, b):
        u = a.copy()
        for k in range(1, a.shape[0]):
            u[k:] = u[k:] * 0.5 + b
        return np.sum(u**2)

    for rows in (1, 2, 4):
        s2sad.check_grads(f, (MATRIX[:rows], MATRIX[:1]), order=1)
