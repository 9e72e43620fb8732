"""Arrays that are read together in one loop: one index, as far as the shortest goes."""

import numpy as np
import pytest

import s2sad


def rows_and_entries(x, y, z):
    total = 1.0
    for k, (a, b, c) in enumerate(zip(x, y, z)):
        total = total * (c + np.sum(a) * np.sin(b[0])) + k
    return total


def with_a_list(x, y):
    total = 0.0
    for a, w, b in zip(x, [2.0, 3.0, 4.0, 5.0], y):
        total += w * a @ b
    return total


def of_one_length(x, y):
    y = y[: len(x)]
    total = 0.0
    for a, b in zip(x * 2.0, x):
        total += a @ b
    return total + np.sum(y)


@pytest.mark.parametrize("n", [0, 2, 3, 5])
@pytest.mark.parametrize("m", [0, 2, 4])
def test_the_shortest_ends_the_loop(n, m, order):
    x, y = np.arange(2.0 * n).reshape(n, 2) / 7, np.arange(2.0 * m).reshape(m, 2) / 5
    z = np.array([0.5, 1.5, 2.5])
    s2sad.check_grads(rows_and_entries, (x, y, z), order=order)
    s2sad.check_grads(with_a_list, (x, y), order=order)
    for f, args in ((rows_and_entries, (x, y, z)), (with_a_list, (x, y))):
        assert s2sad.value_and_grad(f)(*args)[0] == f(*args)


def test_one_index_reads_them():
    source = s2sad.value_and_grad(rows_and_entries).source("f64[n, 2]", "f64[m, 2]", "f64[k]")
    assert "min(" in source and "], y[" not in source and "range(n), range(" not in source
    source = s2sad.grad(of_one_length).source("f64[n, 2]", "f64[m, 2]")
    assert "min(" not in source
