"""Entries that an index names twice: reads of them add up, of writes to them the last one stays."""

import numpy as np
import pytest

import s2sad

WEIGHTS = np.arange(1.0, 9.0)
X = np.array([0.5, -1.5, 0.3, 0.9])
M = np.array([[0.5, -1.5, 0.3], [0.9, 0.2, -0.7]])


def around(x, n):
    return x[np.arange(-1, n)]


def from_behind(x, n):
    return x[np.arange(n - 6, n)]


def down_past_zero(x, n):
    return x[np.arange(2, -3, -1)]


def by_name(x, n):
    return x[np.arange(start=-2, stop=n)]


def behind(x, n):
    return x[np.arange(-3, 0)]


def down(x, n):
    return x[np.arange(n - 1, -1, -1)]


def counted(x, n):
    return x[np.arange(n // 2, n)]


def best(x, n):
    return x[np.argsort(x)[::-1][:2]]


def positive(x, n):
    return x[np.where(x > 0)[0]]


def rows_of_positive(x, n):
    return x[np.where(np.outer(x, x) > 0)[0]][:8]


@pytest.mark.parametrize(("read", "twice"), [
    (positive, False), (rows_of_positive, True),
    (around, True), (from_behind, True), (down_past_zero, True), (by_name, True),
    (behind, False), (down, False), (counted, False), (best, False),
])  # fmt: skip
def test_positions_that_count_past_zero_name_entries_twice(read, twice, order):
    def f(x):
        part = read(x, len(x))
        return np.sum(part**2 * WEIGHTS[: len(part)])

    def g(x, v):
        u = x.copy()
        u[np.arange(-1, len(x))] = v
        return np.sum(u**3)

    s2sad.check_grads(f, (X,), order=order)
    assert ("np.add.at" in s2sad.grad(f).source(X)) == twice
    s2sad.check_grads(g, (X, WEIGHTS[:5]), order=order)


@pytest.mark.parametrize("rows", [1, 2])
def test_an_index_that_another_one_stretches_names_entries_twice(rows, order):
    def f(x, columns):
        part = x[np.arange(len(x)), columns]
        return np.sum(part**2 * WEIGHTS[: len(part)])

    columns = np.array([1, 1, 2][: 3 if rows == 1 else 2])
    s2sad.check_grads(f, (M[:rows], columns), order=order)


def assembled(k, nodes):
    whole = np.zeros((4, 4))
    load = np.zeros(4)
    for e in range(len(nodes)):
        b = np.array([[1.0, k[e], 0.5]])
        whole[np.ix_(nodes[e], nodes[e])] += b.T @ b
        load[nodes[e]] += k[e] ** 2
    return np.sum(whole**3) + np.sum(load**2)


def test_what_is_added_at_repeated_indices_stays_where_it_is_in_the_cotangent(order):
    k, nodes = np.array([0.3, -0.8]), np.array([[0, 1, 2], [2, 3, 3]])
    s2sad.check_grads(assembled, (k, nodes), order=order)
    source = s2sad.grad(assembled).source(k, nodes)
    assert "add.at" not in source and "unbroadcast" not in source
    assert "empty_like" in source  # the owners of entries that nobody reads are not made 0


@s2sad.custom_vjp
def squares(x, i):
    return x[i] ** 2


@squares.defvjp
def _(ans, g, x, i):
    x_bar = np.zeros_like(x)
    x_bar[i] += 2 * g * x[i]
    return x_bar, None


def test_what_a_rule_adds_at_repeated_indices_is_differentiated_as_it_is():
    gradient = s2sad.grad(lambda x, i: np.sum(squares(x, i) ** 2))
    i, h = np.array([0, 1, 1]), 1e-6
    slopes = [(gradient(X + h * e, i) - gradient(X - h * e, i)) / (2 * h) for e in np.eye(4)]
    np.testing.assert_allclose(s2sad.jacrev(gradient)(X, i), np.array(slopes).T, atol=1e-7)


def added_in_turn(x, v, i):
    u = x.copy()
    u[i] += v**2
    u[i] *= v
    u[i] -= u[i] * v
    part = u[i]
    same = part
    part += v
    u[i] = part
    u[i] += same
    return np.sum(u**3)


def test_additions_at_repeated_indices(order):
    s2sad.check_grads(added_in_turn, (X, 0.1 * WEIGHTS[:5], np.array([1, 1, 3, 0, 3])), order=order)
    s2sad.check_grads(added_in_turn, (X, 0.5, np.array([1, 1, 3, 0, 3])), order=order)
