"""A gradient has the dtype of its argument also where Python floats meet float32."""

import numpy as np
import pytest

import s2sad


def in_a_list(x):
    items = [0.3 if x[k] > 1.5 else x[k] for k in range(len(x))]
    return np.sum(np.array(items) * x)


def written_into_a_list(x):
    items = [1.0 for _ in range(3)]
    items[1] = x[1]
    return np.sum(np.array(items) * x)


def in_a_branch(x):
    factor = 0.3 if x[1] > 1.5 else x[1]
    return np.sum(np.sin(factor) * x)


def of_a_list_that_grew(x):
    items = []
    for k in range(len(x)):
        items.append(0.7 if x[k] > 2.5 else x[k])
    total = 0.0
    for item in items:
        total = total + np.sin(item)
    return np.sum(total * x)


def of_a_number(x):
    factor = 0.3 if x[1] > 1.5 else x[1]
    return np.sin(factor) * x[0] + np.sin(factor) * x[2]


PROGRAMS = [in_a_list, written_into_a_list, in_a_branch, of_a_list_that_grew, of_a_number]


@pytest.mark.parametrize("f", PROGRAMS, ids=lambda f: f.__name__)
def test_dtype_of_the_gradient(f):
    x = np.array([1.0, 2.0, 3.0], np.float32)
    gradient = s2sad.grad(f)(x)
    assert gradient.dtype == np.float32
    np.testing.assert_allclose(gradient, s2sad.grad(f)(x.astype(float)), rtol=1e-5)
    assert s2sad.grad(lambda z: np.sum(s2sad.grad(f)(z)))(x).dtype == np.float32


def test_of_a_scalar_argument():
    def f(x):
        factor = 0.3 if x > 1.5 else x
        return np.sin(factor) * x

    assert type(s2sad.grad(f)(np.float32(2.0))) is np.float32
    assert type(s2sad.grad(f)(np.float32(1.0))) is np.float32


def test_no_conversion_without_a_meeting():
    def f(x):
        total = 0.0
        for k in range(len(x)):
            total += x[k] * x[k] if x[k] > 1.0 else x[k]
        return total

    assert "astype" not in s2sad.grad(f).source("f32[n]")
