"""Arrays that the text of a loop writes into, and no iteration does."""

import numpy as np

import s2sad


def weighted(x, y, clear):
    s = 0.0
    for i in range(len(x)):
        if clear:
            x[i] = 0.0
        s += x[i] * y[i]
    return s


def test_an_argument_that_no_iteration_writes_into_may_be_passed_twice():
    x = np.array([1.0, 2.0, 3.0])
    assert "is written" not in s2sad.grad(weighted).source(x, x, False)
    np.testing.assert_array_equal(s2sad.grad(weighted)(x, x, False), x)
    assert "is written" in s2sad.grad(weighted).source(x, x, True)
