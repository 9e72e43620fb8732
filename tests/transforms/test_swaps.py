"""A swap goes back as a swap, also where both indices are one, and not where it only looks so."""

import numpy as np
import pytest

import s2sad

X, M = np.array([0.3, 0.7, -0.2]), np.arange(9.0).reshape(3, 3) / 7.0
K = np.array([1, 1, -1])  # the second swap is of an entry with itself, as is the last one


def of_entries(x, k):
    x = x.copy()
    for i in range(3):
        x[i], x[k[i]] = x[k[i]], x[i]
        x[0] = np.sin(x[0])
    return x @ np.arange(3.0)


def of_items(x, k):
    h = [v for v in x]
    for i in range(3):
        t = h[i]
        h[i] = h[k[i]]
        h[k[i]] = t
        h[0] *= h[1]
    return h[0] * h[1] - h[2]


def of_lists(x, k):
    m = [[v * w for v in x] for w in x]
    for i in range(3):
        m[i], m[k[i]] = m[k[i]], m[i]
        m[0][i] *= 2.0
    return sum(v * (n + 1.0) for row in m for n, v in enumerate(row)) + m[0][0] * m[1][1]


def of_rows(m, k):
    m = m.copy()
    for i in range(3):
        m[[i, k[i]]] = m[[k[i], i]]
        m[0] *= m[0]
    return np.sum(m * np.arange(9.0).reshape(3, 3))


def of_parts_of_columns(m, k):
    m = m.copy()
    for i in range(3):
        m[1:, [i, k[i]]] = m[1:, [k[i], i]]
        m[0] *= m[1]
    return np.sum(m * np.arange(9.0).reshape(3, 3))


def read_after(x, k):
    x, s = x.copy(), 0.0
    for i in range(3):
        a, b = x[i], x[k[i]]
        x[i], x[k[i]] = b, a
        s += a * b * x[0]
    return s + x @ np.arange(3.0)


SWAPS = (
    (of_entries, X, "x_bar[i], x_bar[k_i] = x_bar[k_i], x_bar[i]\n"),
    (of_items, X, "h_bar[i], h_bar[k_i] = h_bar[k_i], h_bar[i]\n"),
    (of_lists, X, "m_bar[i], m_bar[k_i] = m_bar[k_i], m_bar[i]\n"),
    (of_rows, M, "m_bar[[i, k_i]] = m_bar[[k_i, i]]\n"),
    (of_parts_of_columns, M, "m_bar[1:, [i, k_i]] = m_bar[1:, [k_i, i]]\n"),
    (read_after, X, "x_bar[i], x_bar[k_i] = x_bar[k_i], x_bar[i]\n"),
)


@pytest.mark.parametrize(("f", "x", "line"), SWAPS)
def test_the_cotangents_are_swapped(f, x, line):
    source = s2sad.grad(f).source(x, K)
    assert line in source, source
    assert "] = 0.0\n" not in source.split("    # for i in")[-1]
    s2sad.check_grads(lambda x: f(x, K), (x,), order=2)


def with_a_read_between(x, k):
    x, s = x.copy(), 0.0
    for i in range(3):
        a, b = x[i], x[k[i]]
        x[i] = b
        s += np.sum(x**2)
        x[k[i]] = a
    return s + x @ np.arange(3.0)


def to_another_place(x, k):
    x = x.copy()
    for i in range(3):
        a, b = x[i], x[k[i]]
        x[i], x[k[i] - 1] = b, a
    return x @ np.arange(3.0)


def of_three(m, k):
    m = m.copy()
    m[[0, 1, k[0]]] = m[[k[0], 0, 1]]
    return np.sum(m * np.arange(9.0).reshape(3, 3))


def along_a_diagonal(m, k):
    m = m.copy()
    m[[0, k[0]], [1, 2]] = m[[k[0], 0], [1, 2]]
    return np.sum(m * np.arange(9.0).reshape(3, 3))


def of_rows_that_overlap(x, k):
    x = x.copy()
    a, b = x[k[0] - 1 : 2].copy(), x[k[0] :].copy()
    x[k[0] - 1 : 2] = b
    x[k[0] :] = a
    return x @ np.arange(1.0, 4.0)


OTHERS = (with_a_read_between, to_another_place, of_rows_that_overlap)


@pytest.mark.parametrize("f", [*OTHERS, of_three, along_a_diagonal])
def test_what_is_no_swap(f):
    s2sad.check_grads(lambda x: f(x, K), (X if f in OTHERS else M,), order=2)


def undone_rows(m, k):
    m, s = m.copy(), 0.0
    for i in range(3):
        m[[i, k[i]]] = m[[k[i], i]]
        s += np.sum(m**3)
        m[0] *= 1.5
    return s


def undone_entries(x, k):
    x, s = x.copy(), 0.0
    for i in range(3):
        x[i], x[k[i]] = x[k[i]], x[i]
        s += np.sum(x**3) * x[0]
        x[1] = s * x[2]
    return s


@pytest.mark.parametrize(("f", "x", "line"), [
    (undone_rows, M, "m_1[[i, k_i]] = m_1[[k_i, i]]\n"),
    (undone_entries, X, "x_1[k_i], x_1[i] = x_1[i], x_1[k_i]\n"),
])  # fmt: skip
def test_what_was_swapped_is_swapped_back_and_not_stored(f, x, line):
    source = s2sad.grad(f).source(x, K)
    assert line in source.split("    # for i in")[-1], source
    assert "saved_1" not in source
    s2sad.check_grads(lambda x: f(x, K), (x,), order=2)
