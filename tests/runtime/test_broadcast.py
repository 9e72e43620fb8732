"""`unbroadcast` and `spread` on every pair of shapes that broadcast."""

import numpy as np
import pytest

from s2sad.runtime.broadcast import spread, unbroadcast

PAIRS = [((2, 3), (3,)), ((2, 3), (2, 1)), ((2, 3), (1, 1)), ((2, 3), ()), ((4, 2, 3), (2, 1)),
         ((4, 2, 3), (1, 2, 3)), ((1,), ()), ((2, 0), (1, 1))]  # fmt: skip


@pytest.mark.parametrize("large, small", PAIRS)
def test_the_two_are_transposes_of_each_other(large, small):
    draw = np.random.default_rng(3)
    g, x = draw.normal(size=large), draw.normal(size=small)
    down, up = unbroadcast(g, x), spread(x, g)
    assert np.shape(down) == small and np.shape(up) == large
    assert np.sum(down * x) == pytest.approx(np.sum(g * up))


@pytest.mark.parametrize("function", [unbroadcast, spread])
def test_equal_shapes_give_the_same_object(function):
    g = np.ones((2, 3))
    assert function(g, np.zeros((2, 3))) is g
    assert function(1.5, 0.0) == 1.5


def test_spread_gives_an_array_of_its_own():
    g = np.ones(3)
    out = spread(g, np.zeros((2, 3)))
    out += 1.0
    assert np.all(g == 1.0) and np.all(out == 2.0)


def test_dtypes_are_kept():
    x = np.ones(3, np.float32)
    assert unbroadcast(np.ones((2, 3), np.float32), x).dtype == np.float32
    assert spread(np.float32(1.0), x).dtype == np.float32
    assert spread(1j, x).dtype == np.complex64


def test_shapes_that_do_not_broadcast_are_an_error():
    with pytest.raises(ValueError):
        unbroadcast(np.ones((2, 3)), np.ones(2))
    with pytest.raises(ValueError):
        spread(np.ones(2), np.ones(3))
