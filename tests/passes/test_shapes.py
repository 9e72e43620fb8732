"""What only has a shape is made of the lengths of what is there anyway."""

import numpy as np
import pytest

import s2sad

A = np.arange(6.0).reshape(2, 3) / 7 + 0.3
B = np.array([0.5, -1.0, 2.0])


def code(f, *args, argnums=0) -> str:
    """The gradient without its comments, on one line."""
    lines = s2sad.grad(f, argnums=argnums).source(*args).partition("):")[2].splitlines()
    return " ".join(line.strip() for line in lines if line and not line.strip().startswith("#"))


def row_sums(a, b):
    return np.sum(a @ b)


def test_an_array_that_only_tells_its_shape_is_not_made():
    assert code(row_sums, A, B) == "return np.ones((a.shape[0], 1)) * b"


def test_of_single_precision():
    a, b = A.astype(np.float32), B.astype(np.float32)
    assert "dtype=np.float32" in code(row_sums, a, b)
    assert s2sad.grad(row_sums)(a, b).dtype == np.float32


@pytest.mark.parametrize("shape", [(2, 3), (1, 3), (0, 3), (2, 1)])
def test_of_every_shape(shape):
    a, b = np.full(shape, 0.3), np.arange(1.0, 1.0 + shape[1])
    np.testing.assert_array_equal(s2sad.grad(row_sums)(a, b), np.broadcast_to(b, shape))


def test_a_size_is_a_product_of_lengths(order):
    def f(x):
        return np.mean(x.T @ x)

    s2sad.check_grads(f, (A,), order=order)
    assert "x.shape[1] * x.shape[1]" in code(f, A)


def test_a_length_that_only_the_array_has_is_asked_of_it(order):
    def f(x):
        positive = x[x > 0.0]
        return np.sum(positive[:, None] * x)

    s2sad.check_grads(f, (B,), order=order)


def test_what_is_needed_anyway_is_asked():
    def f(a, b):
        t = np.sin(a @ b)
        return np.sum(t) + np.sum(t * t)

    assert "np.ones(" not in code(f, A, B)


def table(dtype):
    def f(a, b):
        n, m = len(a), len(b)
        t = np.zeros((n + 1, m + 1), dtype=dtype)
        for i in range(1, n + 1):
            for j in range(1, m + 1):
                t[i, j] = (a[i - 1] - b[j - 1]) ** 2 + 0.5 * t[i - 1, j] + 0.3 * t[i, j - 1]
        return t[n, m]

    return f


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_loop_that_only_fills_an_array_to_tell_its_shape_is_not_run(dtype, order):
    f = table(dtype)
    source = code(f, B, A[0])
    assert "t_bar = np.zeros((" in source and source.count("for ") == 2
    if dtype is np.float64:
        s2sad.check_grads(f, (B, A[0]), order=order)
    else:
        wide = s2sad.grad(table(np.float64))(B, A[0])
        np.testing.assert_allclose(s2sad.grad(f)(B, A[0]), wide, rtol=1e-5)


def test_a_loop_whose_values_are_read_is_run(order):
    def f(a, b):
        t = np.zeros((len(a) + 1, len(b)))
        for i in range(len(a)):
            t[i + 1] = np.sin(t[i]) + a[i] * b
        return np.sum(t * t)

    s2sad.check_grads(f, (B, A[0]), order=order)
