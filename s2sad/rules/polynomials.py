"""The value of a polynomial, and its zeros."""

from __future__ import annotations

import numpy as np

from .registry import jvp, vjp


def slope(p, x):
    """The derivative of the polynomial at `x`."""
    coefficients = np.asarray(p)
    assert np.ndim(coefficients) == 1, "np.polyval has a derivative for a vector of coefficients"
    return np.polyval(coefficients[:-1] * np.arange(len(p) - 1, 0, -1), x)


@jvp(np.polyval)
def polyval_jvp(y, p_dot, x_dot, p, x):
    return np.polyval(p_dot, x) + slope(p, x) * x_dot


@vjp(np.polyval)
def polyval_vjp(y, y_bar, p, x):
    exponents = np.arange(len(p) - 1, -1, -1)
    if np.ndim(x) == 0:
        p_bar = y_bar * x**exponents
    else:
        p_bar = np.dot(np.ravel(y_bar), np.ravel(x)[:, None] ** exponents)
    if isinstance(p, (list, tuple)):
        p_bar = [p_bar[k] for k in range(len(p))]
    return p_bar, y_bar * slope(p, x)


@jvp(np.roots)
def roots_jvp(y, p_dot, p):
    """A zero moves against what the polynomial gains there."""
    zeros = y + 0j
    return -np.polyval(p_dot, zeros) / slope(p, zeros)


@vjp(np.roots)
def roots_vjp(y, y_bar, p):
    zeros = y + 0j
    return -np.dot(y_bar / slope(p, zeros), zeros[:, None] ** np.arange(len(p) - 1, -1, -1))
