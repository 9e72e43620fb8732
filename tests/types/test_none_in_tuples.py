"""Tuples in lists of unknown length some of whose items are None, as the cotangents of tuples with
whole numbers are; and None where a tuple is unpacked on another path."""

import numpy as np
import pytest

import s2sad
from s2sad.numerical import numerical_jvp

X = np.array([0.5, -0.3, 0.2, 1.4])


def pairs_with_none(x, n):
    pairs = [(0.0, None) for _ in range(n)]
    for k in range(n):
        t, _ = pairs[k]
        pairs[k] = t + x[k] * x[0], None
    total = 0.0
    while pairs:
        t, nothing = pairs.pop()
        if nothing is None:
            total += t * t
    return total


def nested_none(x, n):
    pairs = []
    for k in range(n):
        pairs.append((x[k], (None, x[k] * x[1])))
    return sum(a * b for a, (_, b) in pairs)


def tree(v, n):
    """The cotangents of a tree, of which the last ones are None."""
    kept = [(0.0, None) for _ in range(n)]
    if v > 0.2:
        for k in range(n):
            t, _ = kept[k]
            kept[k] = t + v * v, tree(v * 0.4, n)
    return 2.0 * v, kept


def gathered(node):
    v, kept = node
    total = v * v
    for y, below in kept:
        total += y
        if below is not None:
            total += gathered(below) * y
    return total


def tree_of_none(x, n):
    return gathered(tree(x[3], n))


@pytest.mark.parametrize("f", [pairs_with_none, nested_none, tree_of_none])
def test_second_derivatives(f):
    direction = np.array([0.3, -1.0, 0.7, 0.4])
    gradient = s2sad.grad(f)(X, 3)
    expected = numerical_jvp(f, (X, 3), (direction, None))
    assert gradient @ direction == pytest.approx(expected, rel=1e-7)
    along = s2sad.hvp(f)(X, 3, direction)
    expected = numerical_jvp(lambda x: s2sad.grad(f)(x, 3), (X,), (direction,))
    np.testing.assert_allclose(along, expected, rtol=1e-6, atol=1e-9)


def slopes(pairs, b):
    first, second = pairs
    return b * first, b * second


def test_none_is_not_unpacked_where_it_is_not():
    def f(x, y):
        pair = None if x > y else (x * y, y)
        if x > y:
            a, b = x, y
        else:
            a, b = slopes(pair, x)
        return a + 2 * b

    assert s2sad.grad(f, argnums=(0, 1))(1.5, 2.0) == (2 * 1.5 * 2.0 + 2 * 2.0, 1.5**2 + 2 * 1.5)
    assert s2sad.grad(f, argnums=(0, 1))(2.5, 2.0) == (1.0, 2.0)


def test_none_is_unpacked():
    def f(x):
        pair = None if x > 1.0 else (x, x)
        a, b = pair
        return a * b

    assert s2sad.grad(f)(0.5) == 1.0
    with pytest.raises(TypeError):
        s2sad.grad(f)(2.0)


def test_an_empty_list_in_a_tuple_is_a_list_of_what_the_others_hold(order):
    """A table's first row is empty: so is the list that is made of it."""
    rows = [[], [0.5], [0.25, 0.75]]

    def f(x):
        values, tape = [], []
        for row in rows:
            terms = [a * v for a, v in zip(row, values)]
            values.append(np.sin(x[0]) * x)
            tape.append((len(values), terms, x * x[1]))
        total = 0.0
        for count, terms, v in reversed(tape):
            for term in terms:
                total += count * np.sum(term * v)
        return total

    s2sad.check_grads(f, (np.array([0.3, 0.8]),), order=order)
