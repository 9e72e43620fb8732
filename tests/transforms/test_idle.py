"""What the forward loop would compute for its tape alone is computed in the backward loop."""

import math

import numpy as np
import pytest

import s2sad

M = np.array([[0.3, -0.2], [0.5, 0.9]])
X = np.array([0.7, -1.1])


def quadratic_cost(m, x, n):
    cost = 0.0
    for _ in range(n):
        cost += x @ m @ x
        x = np.tanh(m @ x)
    return cost


def carried_on(m, x, n):
    """The product goes into the next round: the forward loop needs it."""
    cost, before = 0.0, x
    for _ in range(n):
        y = m @ x
        cost += y @ before
        x, before = np.sin(x) + 0.1 * y, y
    return cost


def sums_of_sums(m, x, n):
    """One sum is needed by another one, which is needed."""
    a = b = c = 0.0
    for _ in range(n):
        y = np.exp(m @ x)
        a += y @ x
        b += a * math.sin(a)
        c += y @ y
        x = 0.5 * x + 0.1 * y
    return b + 0.0 * c


def in_a_branch(m, x, n):
    cost = 0.0
    for k in range(n):
        if x[0] > 0.1:
            cost += x @ m @ x
        elif k > 1:
            cost += np.exp(x) @ m @ np.exp(x)
        x = np.cos(m @ x)
    return cost


def until(m, x, n):
    cost, k = 0.0, 0
    while k < n and cost < 100.0:
        cost += x @ m @ x
        x, k = np.sin(m @ x), k + 1
    return cost


def overwritten(m, x, n):
    x, cost = x.copy(), 0.0
    for _ in range(n):
        cost += np.exp(x) @ m @ x
        x[0] = np.sin(x[0] * x[1])
    return cost


LOOPS = [quadratic_cost, carried_on, sums_of_sums, in_a_branch, until, overwritten]


@pytest.mark.parametrize("f", LOOPS, ids=lambda f: f.__name__)
def test_gradient(f, order):
    s2sad.check_grads(lambda m, x: f(m, x, 4), (M, X), order=order)
    value, bars = s2sad.value_and_grad(f, argnums=(0, 1))(M, X, 4)
    assert value == f(M, X, 4)
    for bar, same in zip(bars, s2sad.grad(f, argnums=(0, 1))(M, X, 4)):
        np.testing.assert_allclose(bar, same, rtol=1e-13)


def backward_loop(source):
    """The text behind the head of the backward loop, without the lines of the function."""
    lines = source.partition("in reversed(tape)")[2].splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


def test_a_product_is_made_where_it_is_used():
    assert "x @ m" in backward_loop(s2sad.grad(quadratic_cost, argnums=(0, 1)).source(M, X, 4))


def test_what_the_value_needs_is_kept():
    both = s2sad.value_and_grad(quadratic_cost, argnums=(0, 1))
    assert "x @ m" not in backward_loop(both.source(M, X, 4))


def test_nothing_is_computed_twice():
    def f(x, m):
        s = 0.0
        for _ in range(3):
            y = np.exp(m @ x)
            z = np.sin(y) * y
            s += np.sum(z * z)
            x = np.cos(x)
        return s

    source = s2sad.grad(f, argnums=(0, 1)).source(X, M)
    assert "np.exp" not in source.partition("tape = []")[2].partition("in reversed(tape)")[0]
    assert backward_loop(source).count("np.exp") == backward_loop(source).count("np.sin(y)") == 1
