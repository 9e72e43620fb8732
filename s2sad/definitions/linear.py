"""What NumPy composes of its own linear algebra."""

from __future__ import annotations

import numpy as np


def cond(x, p=None):
    if p is None or p == 2 or p == -2:
        s = np.linalg.svdvals(x)
        return s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]
    inverse = np.linalg.inv(x)
    return np.linalg.norm(x, p, axis=(-2, -1)) * np.linalg.norm(inverse, p, axis=(-2, -1))


def matrix_norm(x, /, *, keepdims=False, ord="fro"):
    return np.linalg.norm(x, ord, axis=(-2, -1), keepdims=keepdims)


def vector_norm(x, /, *, axis=None, keepdims=False, ord=2):
    if axis is None:
        norm = np.linalg.norm(np.ravel(x), ord)
        return np.reshape(norm, (1,) * np.ndim(x)) if keepdims and np.ndim(x) else norm
    if isinstance(axis, int):
        return np.linalg.norm(x, ord, axis=axis, keepdims=keepdims)
    axes = [k % np.ndim(x) for k in axis]
    rest = [k for k in range(np.ndim(x)) if k not in axes]
    moved = np.transpose(x, axes + rest)
    lengths = [np.shape(x)[k] for k in rest]
    norm = np.linalg.norm(np.reshape(moved, [-1] + lengths), ord, axis=0)
    return np.expand_dims(norm, tuple(axes)) if keepdims else norm


def tensorinv(a, ind=2):
    shape = np.shape(a)
    side = 1
    for n in shape[ind:]:
        side = side * n
    return np.reshape(np.linalg.inv(np.reshape(a, (side, side))), shape[ind:] + shape[:ind])


def tensorsolve(a, b, axes=None):
    if axes is not None:
        moved = [k % np.ndim(a) for k in axes]
        a = np.transpose(a, [k for k in range(np.ndim(a)) if k not in moved] + moved)
    shape = np.shape(a)[np.ndim(b) :]
    side = np.size(b)
    return np.reshape(np.linalg.solve(np.reshape(a, (side, side)), np.ravel(b)), shape)


def vecdot(x1, x2, /, *, axis=-1):
    if axis != -1 and np.ndim(x1) != np.ndim(x2):  # it counts in each of the two
        x1, x2, axis = np.moveaxis(x1, axis, -1), np.moveaxis(x2, axis, -1), -1
    return np.sum(np.conjugate(x1) * x2, axis=axis)


def matvec(x1, x2, /):
    return (x1 @ x2[..., None])[..., 0]


def vecmat(x1, x2, /):
    return (np.conjugate(x1)[..., None, :] @ x2)[..., 0, :]


def trace(x, /, *, offset=0, dtype=None):
    return np.trace(x, offset, -2, -1)


def diagonal(x, /, *, offset=0):
    return np.diagonal(x, offset, -2, -1)


def outer(x1, x2, /):
    return np.outer(x1, x2)


def cross(x1, x2, /, *, axis=-1):
    return np.cross(x1, x2, axis=axis)


def cross_in_plane(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None):
    """`np.cross` where one vector at least has two entries: its third one is 0."""
    if axis is not None:
        axisa, axisb, axisc = axis, axis, axis
    a, b = np.moveaxis(a, axisa, -1), np.moveaxis(b, axisb, -1)
    if np.shape(a)[-1] == np.shape(b)[-1]:
        return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])
    return np.moveaxis(np.cross(in_space(a), in_space(b)), -1, axisc)


def in_space(a):
    if np.shape(a)[-1] == 3:
        return a
    return np.concatenate((a, np.zeros_like(a[..., :1])), axis=-1)


def matmul(x1, x2, /):
    return x1 @ x2


def tensordot(x1, x2, /, *, axes=2):
    return np.tensordot(x1, x2, axes)


def hermitian_svd(a, full_matrices=True, compute_uv=True, hermitian=False):
    """The singular values of a Hermitian matrix are the sizes of its eigenvalues."""
    w, v = np.linalg.eigh(a)
    order = np.argsort(-np.abs(w), axis=-1)
    s = np.take_along_axis(np.abs(w), order, axis=-1)
    if not compute_uv:
        return s
    sign = np.take_along_axis(np.sign(w), order, axis=-1)
    u = np.take_along_axis(v, order[..., None, :], axis=-1)
    vh = np.conjugate(np.swapaxes(u * sign[..., None, :], -1, -2))
    return u, s, vh
