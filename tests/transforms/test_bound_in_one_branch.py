"""Zeros for what another branch would have bound: in the derivative of a derivative, too."""

import numpy as np
import pytest

import s2sad

X = np.array([0.4, -0.7])
WEIGHTS = np.array([1.0, 2.0])


def early(x, y, b):
    if b:
        if x @ x:
            chosen = y.mean() >= 0.1
            if chosen:
                x = np.logaddexp(y[1], 0.3)
            return np.where(0.5, np.inner(x, x), x) @ WEIGHTS
    return np.full(2, y) @ WEIGHTS


def repeated(x, y, b):
    s = 0.0
    for k in range(3):
        z = x * (k + 1.0)
        if z @ z > 0.5 * b:
            chosen = y.mean() >= 0.1
            if chosen:
                z = np.logaddexp(y[1] * k, 0.3)
            s = s + np.where(0.5, np.inner(z, z), z) @ WEIGHTS
    return s


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("f", [early, repeated])
def test_the_derivative_of_a_gradient(f, sign):
    """Found by random programs (seed 347, 792): a variable of the branch not taken was read."""
    g = s2sad.grad(f, (0, 1))

    def along(x, y):
        x_bar, y_bar = g(x, y, 1.0)
        return np.sum(x_bar * x_bar) + np.sum(y_bar**3)

    y = sign * np.array([[0.4, 0.1], [1.2, 0.6]])
    s2sad.check_grads(along, (X, y), order=1)
