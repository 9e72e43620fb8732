"""`with no_grad():`: what is computed inside is a constant, and nothing else becomes one."""

import numpy as np
import pytest

import s2sad
from s2sad import (
    checkpoint, custom_vjp, elementwise_grad, grad, hessian, hvp, jacobian, jvp, no_grad,
    value_and_grad, vjp,
)  # fmt: skip

A = np.array([1.0, 2.0, 3.0])


@custom_vjp
def square(x):
    return x**2


square.defvjp(lambda ans, g, x: (2 * g * x,))
square.defjvp(lambda ans, t, x: 2 * t[0] * x)
slope = grad(lambda w: np.sum((w - 1.0) ** 2))


def transform(x):
    with no_grad():
        found = grad(lambda z: z**3)(2.0)
    return found * x


def every_transform(x):
    y = x * 1.0
    with no_grad():
        parts = [
            grad(lambda z: np.sum(z**2) * z[0])(y), jacobian(lambda z: z * z)(y),
            hessian(lambda z: np.sum(z**3))(y), hvp(lambda z: np.sum(z**3))(y, y),
            elementwise_grad(lambda z: z**3)(y), jvp(lambda z: z**2, (y,), (y,))[1],
            vjp(lambda z: z**2, y)[1](y)[0],
        ]  # fmt: skip
        total = sum([np.sum(part) for part in parts])
    return total * np.sum(y)


def step_of_a_descent(x):
    w = x * 1.0
    with no_grad():
        w = w - 0.1 * slope(w)
    return np.sum(w * x)


def pullback_inside(x):
    y, pullback = vjp(lambda q: q**2, x)
    with no_grad():
        z = pullback(1.0)[0]
    return z * y


def pullback_outside(x):
    with no_grad():
        y, pullback = vjp(lambda q: q**2, x)
    return pullback(1.0)[0] * y


def custom_rule(x):
    with no_grad():
        y = square(x)
    return y * x


def under_checkpoint(x):
    with no_grad():
        y = checkpoint(lambda q: q * q)(x)
    return y * x


def raised_inside(x):
    if x > 100.0:
        with no_grad():
            raise ValueError
    return x * x


def entry(x):
    y = x * 2.0
    with no_grad():
        y[0] = 0.0
    return np.sum(y)


def mask_of_nothing(x):
    y = x * 2.0
    with no_grad():
        y[y > 100] = 0.0
    return np.sum(y * x)


def boundaries(x):
    u = x
    for _ in range(3):
        u = u * 4
        with no_grad():
            u[0] = u[-1] = 0.0
    return np.sum(u)


def entries_in_a_loop(x, n=2):
    y = x * 2.0
    with no_grad():
        for k in range(n):
            y[k] = 0.0
    return np.sum(y * y)


def repeated_entries(x):
    y = x * 2.0
    with no_grad():
        np.add.at(y, [0, 0], 1.0)
    return np.sum(y * y)


def copied_where(x):
    y = x * 2.0
    with no_grad():
        np.copyto(y, x, where=y > 5)
    return np.sum(y * y)


def root_where(x):
    y = x * 2.0
    with no_grad():
        np.sqrt(y, out=y, where=y > 5)
    return np.sum(y * y)


def through_views(x):
    y = np.stack([x, x])
    with no_grad():
        y.T[0] = 0.0
        y.reshape(-1)[5] = 0.0
    return np.sum(y * y)


def part_in_place(x):
    y = x * 1.0
    with no_grad():
        y[1:] += 3.0
        y[0] = x[0]
    return np.sum(y * x)


def view_read_inside(x):
    y = x * 2.0
    with no_grad():
        a = np.sum(y[1:])
    return np.sum(y[1:]) * a


def view_made_inside(x):
    y = x * 2.0
    with no_grad():
        z = y[1:]
    return np.sum(z * y[1:])


def transpose_made_inside(x):
    y = x * 2.0
    with no_grad():
        z = y.T
    return np.sum(z * y)


def view_written_inside(x):
    y = x * 2.0
    with no_grad():
        z = y[1:]
        z[0] = 5.0
    return np.sum(z * y[1:])


def same_name(x):
    y = x * 2.0
    with no_grad():
        z = y
    return np.sum(z * y)


CASES = [
    (transform, 5.0, 12.0),
    (every_transform, A, 256.0 * np.ones(3)),
    (step_of_a_descent, A, [1.0, 1.8, 2.6]),
    (pullback_inside, 3.0, 36.0),
    (pullback_outside, 3.0, 18.0),
    (custom_rule, 3.0, 9.0),
    (under_checkpoint, 3.0, 9.0),
    (raised_inside, 3.0, 6.0),
    (entry, A, [0.0, 2.0, 2.0]),
    (mask_of_nothing, A, [4.0, 8.0, 12.0]),
    (boundaries, A, [0.0, 64.0, 0.0]),
    (entries_in_a_loop, A, [0.0, 0.0, 24.0]),
    (repeated_entries, A, [0.0, 16.0, 24.0]),
    (copied_where, A, [8.0, 16.0, 0.0]),
    (root_where, A, [8.0, 16.0, 0.0]),
    (through_views, A, [0.0, 8.0, 6.0]),
    (part_in_place, A, [1.0, 5.0, 6.0]),
    (view_read_inside, A, [0.0, 20.0, 20.0]),
    (view_made_inside, A, [0.0, 8.0, 12.0]),
    (transpose_made_inside, A, [4.0, 8.0, 12.0]),
    (view_written_inside, A, [0.0, 0.0, 12.0]),
    (same_name, A, [8.0, 16.0, 24.0]),
]


@pytest.mark.parametrize(("f", "x", "expected"), CASES, ids=lambda c: getattr(c, "__name__", ""))
def test_gradient(f, x, expected):
    value, found = value_and_grad(f)(np.copy(x)[()])
    np.testing.assert_allclose(value, f(np.copy(x)[()]))
    np.testing.assert_allclose(found, expected)
    along = np.ones_like(x)[()]
    np.testing.assert_allclose(jvp(f, (np.copy(x)[()],), (along,))[1], np.sum(expected))


def test_a_function_under_a_transform_does_not_write_outside():
    def f(x):
        y = x * 1.0

        def inner(z):
            y[0] = 1.0
            return z * z

        with no_grad():
            found = grad(inner)(2.0)
        return np.sum(y) * found

    with pytest.raises(s2sad.UnsupportedError, match="writes into something outside"):
        grad(f)(A)


def test_the_class_is_no_context():
    def f(x):
        with no_grad:
            return x

    with pytest.raises(s2sad.UnsupportedError, match=r"context manager is not.*\n.*no_grad\(\)"):
        grad(f)(2.0)


@pytest.mark.parametrize("x", [[3.0, 2.0], {0: 3.0, 1: 2.0}, (3.0, 2.0)], ids=str)
def test_an_argument_that_holds_others_is_a_constant(x):
    found = grad(lambda x: x[0] ** 2 * s2sad.stop_gradient(x)[0] * x[1])(x)
    assert [found[0], found[1]] == [36.0, 27.0]
    assert grad(lambda x, **scales: x * s2sad.stop_gradient(scales)["k"])(3.0, k=4.0) == 4.0
