"""Third and higher derivatives of branches in loops: of what only one of the paths keeps."""

import numpy as np
import pytest

from s2sad import grad, hvp, vjp
from s2sad.numerical import estimate_jvp

X = np.array([0.4, -0.7, 1.1])


def by_quotients_or_by_a_loop(y, a):
    if np.all(y):
        return y * np.cumsum(a / y)
    r = a.copy()
    for k in range(1, len(a)):
        r[k] = r[k] + y[k] * r[k - 1]
    return r


def steps(x):
    v = x
    for _ in range(2):
        v = by_quotients_or_by_a_loop(x, v) * v
    return np.sum(v * x)


def products(x):
    v = x
    for _ in range(2):
        v = np.cumprod(x) * v
    return np.sum(v * x)


def slopes_of_a_product(x):
    return np.sum(hvp(lambda y: np.prod(y))(x, x) * x * x)


def along(f, order):
    """The derivative of this order, reverse over reverse, along X but for the last direction."""
    f = grad(f)
    for _ in range(order - 1):
        f = then(f)
    return f


def then(f):
    return lambda a: vjp(f, a)[1](X)[0]


@pytest.mark.parametrize(
    "f, order",
    [
        (steps, 3),
        pytest.param(products, 4, marks=pytest.mark.slow),
        pytest.param(slopes_of_a_product, 4, marks=pytest.mark.slow),
    ],
)
def test_zeros_for_what_the_other_path_keeps(f, order):
    """The zeros that are added to the cotangent of a placeholder are as many as it has."""
    lower, higher = along(f, order - 1), along(f, order)
    expected = estimate_jvp(lambda a: lower(a) @ X, (X,), (X,)).value
    np.testing.assert_allclose(higher(X) @ X, expected, rtol=1e-6)
