"""A mask of one entry may take none: what it leaves is not known to have one."""

import numpy as np
import pytest

import s2sad

LEFT = {
    "compress": lambda x, mask: np.sum(np.compress(mask, x) * x),
    "extract": lambda x, mask: np.sum(np.extract(mask, x) * x[:, None]),
    "repeat": lambda x, mask: np.sum(np.repeat(x, mask) * x),
    "ix_": lambda x, mask: np.sum(np.outer(x, x)[np.ix_(mask, mask)]),
}


@pytest.mark.parametrize("left", LEFT)
@pytest.mark.parametrize("taken", [True, False])
def test_a_mask_of_one_entry(left, taken):
    x, mask = np.array([0.7]), np.array([taken])
    expected = [2 * 0.7] if taken else [0.0]
    np.testing.assert_allclose(s2sad.grad(LEFT[left])(x, mask), expected)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_one_entry_is_repeated(count):
    def f(x, counts):
        entries = np.repeat(x, counts)
        return np.sum(entries * x) + len(entries) * x[0]

    expected = [count * (2 * 0.7 + 1)]
    np.testing.assert_allclose(s2sad.grad(f)(np.array([0.7]), np.array([count])), expected)


def test_an_index_says_how_often_it_stands():
    def f(x, k):
        places = np.repeat(k, k)
        return np.sum(x[places]) + len(places) * x[0]

    gradient = s2sad.grad(f)(np.array([0.7, 0.2, 0.5]), np.array([2]))
    np.testing.assert_allclose(gradient, [2.0, 0.0, 2.0])
