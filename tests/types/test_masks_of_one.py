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
