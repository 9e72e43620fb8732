"""What `math` and the built-in functions have for Python numbers that NumPy has not."""

from __future__ import annotations

import math

import numpy as np

from ..runtime.broadcast import spread, unbroadcast
from .registry import jvp, vjp


@jvp(math.fsum)
def fsum_jvp(y, seq_dot, seq):
    return math.fsum(seq_dot)


@vjp(math.fsum)
def fsum_vjp(y, y_bar, seq):
    if isinstance(seq, np.ndarray):
        return spread(y_bar, seq)
    return [y_bar for _ in seq]


@jvp(sum)
def sum_jvp(y, iterable_dot, start_dot, iterable, start=0):
    return spread(sum(iterable_dot), y) + spread(start_dot, y)


@vjp(sum)
def sum_vjp(y, y_bar, iterable, start=0):
    if isinstance(iterable, np.ndarray):
        return spread(y_bar, iterable), unbroadcast(y_bar, start)
    return [unbroadcast(y_bar, x) for x in iterable], unbroadcast(y_bar, start)


@jvp(math.dist)
def dist_jvp(y, p_dot, q_dot, p, q):
    scale = 1.0 / (y + (y == 0.0))
    y_dot = 0.0
    for k in range(len(p)):
        y_dot = y_dot + (p[k] - q[k]) * (p_dot[k] - q_dot[k]) * scale
    return y_dot


@vjp(math.dist)
def dist_vjp(y, y_bar, p, q):
    g = y_bar / (y + (y == 0.0))
    return [g * (a - b) for a, b in zip(p, q)], [g * (b - a) for a, b in zip(p, q)]


def products_of_others(items, start):
    """For each item the product of `start` and all the others."""
    before, after = [], []
    product = start
    for x in items:
        before.append(product)
        product = product * x
    product = 1.0
    for x in items[::-1]:
        after.append(product)
        product = product * x
    return [a * b for a, b in zip(before, after[::-1])]


@jvp(math.prod)
def prod_jvp(y, iterable_dot, start_dot, iterable, *, start=1):
    others = products_of_others(iterable, start)
    y_dot = 0.0
    for k in range(len(iterable)):
        y_dot = y_dot + others[k] * iterable_dot[k]
    return y_dot + math.prod(iterable) * start_dot


@vjp(math.prod)
def prod_vjp(y, y_bar, iterable, *, start=1):
    bars = [y_bar * other for other in products_of_others(iterable, start)]
    return bars, y_bar * math.prod(iterable)


@jvp(math.ldexp)
def scalar_ldexp_jvp(y, x_dot, x, i):
    return math.ldexp(x_dot, i)


@vjp(math.ldexp)
def scalar_ldexp_vjp(y, y_bar, x, i):
    return math.ldexp(y_bar, i)


@jvp(np.ldexp)
def ldexp_jvp(y, x_dot, x, i):
    return np.ldexp(x_dot, i)


@vjp(np.ldexp)
def ldexp_vjp(y, y_bar, x, i):
    return unbroadcast(np.ldexp(y_bar, i), x)


@jvp(math.nextafter, np.nextafter)
def nextafter_jvp(z, x1_dot, x2_dot, x1, x2):
    """To the last bit the result is `x1`."""
    return spread(x1_dot, z)


@vjp(math.nextafter, np.nextafter)
def nextafter_vjp(z, z_bar, x1, x2):
    return unbroadcast(z_bar, x1), None


@jvp(math.frexp, np.frexp)
def frexp_jvp(y, x_dot, x):
    """`x` is `y[0] * 2**y[1]`."""
    return x_dot * 0.5 ** y[1], None


@vjp(math.frexp, np.frexp)
def frexp_vjp(y, y_bar, x):
    return y_bar[0] * 0.5 ** y[1]


@jvp(math.modf, np.modf)
def modf_jvp(y, x_dot, x):
    return x_dot, None


@vjp(math.modf, np.modf)
def modf_vjp(y, y_bar, x):
    return y_bar[0]


@jvp(divmod, np.divmod)
def divmod_jvp(z, x_dot, y_dot, x, y):
    return None, spread(x_dot, z[1]) - z[0] * y_dot


@vjp(divmod, np.divmod)
def divmod_vjp(z, z_bar, x, y):
    return unbroadcast(z_bar[1], x), unbroadcast(-z_bar[1] * z[0], y)
