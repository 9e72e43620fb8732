"""A hinge that is multiplied by itself is not multiplied by its slope, which is 0 or 1, again."""

import numpy as np
import pytest

import s2sad

X = np.array([[0.7, -0.3, 1.2], [-1.1, 0.4, -0.2]])


def squared(x):
    return np.sum(np.maximum(x, 0.0) ** 2)


def weighted(x, w):
    return np.sum(w * np.minimum(0, x) ** 2 - np.maximum(np.sin(x), 0) ** 3 / w)


def upwind(u, speed):
    for _ in range(3):
        left, right = u - np.roll(u, 1, 1), np.roll(u, -1, 1) - u
        slope = np.sqrt(np.maximum(left, 0) ** 2 + np.minimum(right, 0) ** 2 + 1e-6)
        u = u - 0.1 * speed * slope
    return np.sum(u**2)


PROGRAMS = [(squared, (X,)), (weighted, (X, 1.5 + X)), (upwind, (X, 1.0))]


@pytest.mark.parametrize(("f", "args"), PROGRAMS)
def test_the_slope_is_not_asked(f, args, order):
    source = s2sad.grad(f).source(*args)
    assert "0.5 * (" not in source, source
    s2sad.check_grads(f, args, order=order)


def test_what_is_not_taken_has_no_part_in_it_though_it_be_infinite():
    def f(x):
        return np.sum(np.sqrt(np.maximum(x, 0.0) ** 2 * np.maximum(x, 0.0)))

    x = np.array([-1.0, 4.0])
    with np.errstate(all="ignore"):
        assert np.allclose(s2sad.grad(f)(x), [0.0, 3.0])


def test_a_hinge_alone_has_its_slope():
    def f(x):
        return np.sum(np.maximum(x, 0.0) * x + np.maximum(-x, 0.0))

    x = np.array([-1.0, 0.0, 2.0])
    assert np.allclose(s2sad.grad(f)(x), [-1.0, -0.5, 4.0])


def test_precisions_and_broadcasts():
    def f(x, y):
        return np.sum(y * np.maximum(x, 0.0) ** 2)

    single = X.astype(np.float32)
    for x, y in ((X[0], X), (X[:, :1], X), (single, single), (single, X)):
        got = s2sad.grad(f)(x, y)
        assert got.shape == x.shape and got.dtype == x.dtype
        wanted = 2.0 * np.maximum(x, 0.0) * y
        while wanted.ndim > x.ndim:
            wanted = wanted.sum(axis=0)
        wanted = wanted.sum(axis=1, keepdims=True) if x.shape == (2, 1) else wanted
        assert np.allclose(got, wanted, rtol=1e-5)
