"""Products of vectors and matrices.

A rule answers with the kind of product that it was asked about (`@` for `@`, `np.dot` for
`np.dot`); a product with a vector leaves an outer product `a[:, None] * b`.
"""

from __future__ import annotations

import operator

import numpy as np

from ..runtime.broadcast import fitted, unbroadcast
from .registry import jvp, vjp
from .transposes import conjugated, transposed


def matmul_left(z_bar, x, y):
    """The cotangent of `x` in `x @ y`."""
    if y.ndim == 1:
        return z_bar * y if x.ndim == 1 else fitted(z_bar[..., None] * y, x)
    if x.ndim == 1 and y.ndim == 2:
        return y @ z_bar
    if x.ndim == 1:
        return unbroadcast((y @ z_bar[..., None])[..., 0], x)
    if x.ndim == 2 and y.ndim == 2:
        return fitted(z_bar @ transposed(y), x)
    return unbroadcast(z_bar @ transposed(y), x)


def matmul_right(z_bar, x, y):
    """The cotangent of `y` in `x @ y`."""
    if x.ndim == 1 and y.ndim < 3:
        return z_bar * x if y.ndim == 1 else fitted(x[:, None] * z_bar, y)
    if x.ndim == 1:
        return unbroadcast(x[:, None] * z_bar[..., None, :], y)
    if y.ndim == 1 and x.ndim == 2:
        return z_bar @ x
    if y.ndim == 1:
        rows = np.reshape(x, (np.size(z_bar), np.shape(x)[-1]))
        return fitted(np.ravel(z_bar) @ rows, y)
    if x.ndim == 2 and y.ndim == 2:
        return fitted(transposed(x) @ z_bar, y)
    return unbroadcast(transposed(x) @ z_bar, y)


@jvp(np.matmul, operator.matmul)
def matmul_jvp(z, x_dot, y_dot, x, y):
    return x_dot @ y + x @ y_dot


@vjp(np.matmul, operator.matmul)
def matmul_vjp(z, z_bar, x, y):
    return matmul_left(z_bar, x, y), matmul_right(z_bar, x, y)


def dot_left(z_bar, a, b):
    """The cotangent of `a` in `np.dot(a, b)`."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(z_bar * b, a)
    if b.ndim == 1:
        return z_bar * b if a.ndim == 1 else z_bar[..., None] * b
    if b.ndim == 2:
        return np.dot(b, z_bar) if a.ndim == 1 else np.dot(z_bar, np.transpose(b))
    rest = list(range(a.ndim - 1, z_bar.ndim))
    return np.tensordot(z_bar, b, (rest, list(range(b.ndim - 2)) + [b.ndim - 1]))


def dot_right(z_bar, a, b):
    """The cotangent of `b` in `np.dot(a, b)`."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(z_bar * a, b)
    if a.ndim == 1 and b.ndim == 1:
        return z_bar * a
    if a.ndim == 1:
        return a[:, None] * z_bar[..., None, :]
    if a.ndim == 2 and b.ndim == 1:
        return np.dot(z_bar, a)
    if a.ndim == 2 and b.ndim == 2:
        return np.dot(np.transpose(a), z_bar)
    rest = list(range(a.ndim - 1))
    return np.moveaxis(np.tensordot(a, z_bar, (rest, rest)), 0, b.ndim - 2 if b.ndim > 1 else 0)


@jvp(np.dot)
def dot_jvp(z, a_dot, b_dot, a, b):
    return np.dot(a_dot, b) + np.dot(a, b_dot)


@vjp(np.dot)
def dot_vjp(z, z_bar, a, b):
    return dot_left(z_bar, a, b), dot_right(z_bar, a, b)


@jvp(np.vdot)
def vdot_jvp(z, a_dot, b_dot, a, b):
    return np.vdot(a_dot, b) + np.vdot(a, b_dot)


@vjp(np.vdot)
def vdot_vjp(z, z_bar, a, b):
    """`vdot` conjugates `a` and flattens both."""
    return (
        conjugated(z_bar * np.reshape(b, np.shape(a))),
        z_bar * np.reshape(conjugated(a), np.shape(b)),
    )


@jvp(np.inner)
def inner_jvp(z, a_dot, b_dot, a, b):
    return np.inner(a_dot, b) + np.inner(a, b_dot)


@vjp(np.inner)
def inner_vjp(z, z_bar, a, b):
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(z_bar * b, a), unbroadcast(z_bar * a, b)
    if a.ndim == 1 and b.ndim == 1:
        return z_bar * b, z_bar * a
    first = list(range(a.ndim - 1))
    last = list(range(a.ndim - 1, z_bar.ndim))
    return (
        np.tensordot(z_bar, b, (last, list(range(b.ndim - 1)))),
        np.tensordot(z_bar, a, (first, first)),
    )


@jvp(np.outer)
def outer_jvp(z, a_dot, b_dot, a, b):
    return np.outer(a_dot, b) + np.outer(a, b_dot)


@vjp(np.outer)
def outer_vjp(z, z_bar, a, b):
    return (
        np.reshape(np.dot(z_bar, np.ravel(b)), np.shape(a)),
        np.reshape(np.dot(np.ravel(a), z_bar), np.shape(b)),
    )
