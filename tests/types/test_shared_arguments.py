"""Arguments that share memory: the same as others, unless the function writes into one of them."""

import numpy as np
import pytest

import s2sad

CAPTURED = np.array([1.0, 2.0, 3.0])


def product(a, b):
    return np.sum(a * b**2)


def writer(a, b):
    a[0] = 2.0 * b[1]
    return np.sum(a * b)


def writer_of_a_captured_array(a):
    CAPTURED[0] = a[1]
    return np.sum(CAPTURED * a)


def test_the_same_array_twice():
    x = np.array([1.0, 2.0, 3.0])
    for_a, for_b = s2sad.grad(product, argnums=(0, 1))(x, x)
    np.testing.assert_array_equal(for_a, x**2)
    np.testing.assert_array_equal(for_b, 2 * x * x)


def test_an_argument_that_is_written_and_shared_is_refused():
    x = np.array([1.0, 2.0, 3.0, 4.0])
    for args in [(x, x), (x[1:], x[:-1]), (x[::2], x[:2])]:
        before = x.copy()
        with pytest.raises(ValueError, match="a is written, and shares memory with b"):
            s2sad.grad(writer)(*args)
        with pytest.raises(ValueError, match="shares memory"):
            s2sad.jvp(writer, args, args)
        np.testing.assert_array_equal(x, before)


def test_columns_of_one_array_share_nothing():
    pairs = np.arange(6.0).reshape(3, 2)
    for_a, for_b = s2sad.grad(writer, argnums=(0, 1))(*pairs.T)
    np.testing.assert_array_equal(for_a, [0.0, 3.0, 5.0])
    np.testing.assert_array_equal(for_b, [6.0, 4.0, 4.0])


def test_a_captured_array_that_is_written_and_given_is_refused():
    assert s2sad.grad(writer_of_a_captured_array)(np.ones(3)).shape == (3,)
    with pytest.raises(ValueError, match="CAPTURED is written, and shares memory with a"):
        s2sad.grad(writer_of_a_captured_array)(CAPTURED)
