"""The derivative of a quotient by `c + exp(u)` is in its value."""

import math

import numpy as np
import pytest

import s2sad


def logistic(x):
    return 1 / (1 + np.exp(-x))


def falling(x):
    return 3.0 / (np.exp(2.0 * x) + 0.5)


def tanh(x):
    return 2.0 / (1.0 + np.exp(-2.0 * x)) - 1.0


def swish(x):
    return x / (1.0 + np.exp(-x))


def weighted(x):
    return np.sin(x) / (2 + np.exp(x * x))


def shared(x):
    e = np.exp(-x)
    d = 1.0 + e
    return e * d + 1.0 / d


def of_numbers(x):
    total = 0.0
    for k in range(len(x)):
        total = total + 1.0 / (1.0 + math.exp(total - x[k]))
    return total


def summed(f):
    return lambda x: np.sum(f(x) * np.cos(np.arange(len(x))))


ALL = [logistic, falling, tanh, swish, weighted, shared]


@pytest.mark.parametrize("f", ALL, ids=lambda f: f.__name__)
def test_derivatives(f, order):
    x = np.array([-1.2, 0.0, 0.4, 2.5])
    s2sad.check_grads(summed(f), (x,), order=order)
    s2sad.check_grads(f, (0.7,), order=order)
    assert s2sad.grad(summed(f))(x.astype(np.float32)).dtype == np.float32


def test_in_a_loop(order):
    s2sad.check_grads(of_numbers, (np.array([0.3, -0.6, 1.1]),), order=order)


@pytest.mark.parametrize("f", [logistic, tanh, swish, falling], ids=lambda f: f.__name__)
@pytest.mark.filterwarnings("ignore:overflow")
def test_where_the_exponential_overflows_the_slope_is_zero(f):
    x = 800.0 if f is falling else -800.0
    assert s2sad.grad(f)(x) == 0.0
    assert s2sad.jvp(f, (x,), (1.0,)) == (f(x), 0.0)
    assert s2sad.grad(s2sad.grad(f))(x) == 0.0


def test_the_gradient_is_what_people_write():
    source = s2sad.grad(summed(logistic)).source("f64[n]")
    assert "t = 1 / (1 + np.exp(-x))" in source and "(1.0 - t)" in source
    assert source.count("np.exp") == 1


def test_a_numerator_of_another_shape(order):
    def f(x, a):
        return np.sum(a / (1 + np.exp(-x)))

    x, a = np.array([0.3, -0.4, 1.0]), np.array([[1.0], [2.0]])
    s2sad.check_grads(f, (x, a), order=order)
    s2sad.check_grads(lambda a: f(x, a), (a,), order=order)
