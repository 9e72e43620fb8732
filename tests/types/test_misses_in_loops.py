"""An index that misses in a loop inside a `try` raises, though nobody needs what was meant."""

import numpy as np
import pytest

from s2sad import grad


def written(x, n):
    a = np.zeros(2)
    try:
        for i in range(n):
            a[i] = 1.0
    except IndexError:
        return 5 * x
    return x


def written_in_list(x, n):
    items = [x] * (n - n // 3)
    try:
        for i in range(n):
            items[i] = 1.0
    except IndexError:
        return 5 * x
    return x


def popped(x, n):
    items = [x] * 2
    try:
        for _ in range(n):
            items.pop()
    except IndexError:
        return 5 * x
    return x


@pytest.mark.parametrize("f", [written, written_in_list, popped])
def test_a_miss_in_a_loop_leaves_the_derivative(f):
    assert grad(f)(2.0, 2) == 1.0
    with pytest.raises(IndexError):
        grad(f)(2.0, 3)
