"""Functions that move entries and compute nothing: each transpose moves them back."""

from __future__ import annotations

import numpy as np

from ..ir import prims
from ..runtime.broadcast import spread, unbroadcast
from .axes import inverse_permutation
from .registry import jvp, vjp


@jvp(unbroadcast)
def unbroadcast_jvp(y, g_dot, g, x):
    return unbroadcast(g_dot, x)


@vjp(unbroadcast)
def unbroadcast_vjp(y, y_bar, g, x):
    return spread(y_bar, g), None


@jvp(spread)
def spread_jvp(y, g_dot, g, x):
    return spread(g_dot, x)


@vjp(spread)
def spread_vjp(y, y_bar, g, x):
    return unbroadcast(y_bar, g), None


def reshape_back(y_bar, a, order):
    """`y_bar` in the shape of `a`, its entries in the order in which `a` gave them."""
    if order == "C":
        return np.reshape(y_bar, np.shape(a))
    assert order == "F", "the order of the entries must not depend on their layout"
    return np.reshape(y_bar, np.shape(a), order="F")


@jvp(np.reshape)
def reshape_jvp(y, a_dot, a, shape, order="C"):
    return np.reshape(a_dot, shape) if order == "C" else np.reshape(a_dot, shape, order=order)


@vjp(np.reshape)
def reshape_vjp(y, y_bar, a, shape, order="C"):
    return reshape_back(y_bar, a, order)


@jvp(np.ravel)
def ravel_jvp(y, a_dot, a, order="C"):
    return np.ravel(a_dot) if order == "C" else np.ravel(a_dot, order=order)


@vjp(np.ravel)
def ravel_vjp(y, y_bar, a, order="C"):
    return reshape_back(y_bar, a, order)


@jvp(np.transpose)
def transpose_jvp(y, a_dot, a, axes=None):
    return np.transpose(a_dot, axes)


@vjp(np.transpose)
def transpose_vjp(y, y_bar, a, axes=None):
    if axes is None:
        return np.transpose(y_bar)
    return np.transpose(y_bar, inverse_permutation(axes, np.ndim(a)))


@jvp(np.matrix_transpose, np.linalg.matrix_transpose)
def matrix_transpose_jvp(y, x_dot, x):
    return np.swapaxes(x_dot, -1, -2)


@vjp(np.matrix_transpose, np.linalg.matrix_transpose)
def matrix_transpose_vjp(y, y_bar, x):
    return np.swapaxes(y_bar, -1, -2)


@jvp(np.rollaxis)
def rollaxis_jvp(y, a_dot, a, axis, start=0):
    return np.rollaxis(a_dot, axis, start)


@vjp(np.rollaxis)
def rollaxis_vjp(y, y_bar, a, axis, start=0):
    """`start` counts the axes before the one that moves is taken out."""
    axis = axis % np.ndim(a)
    start = start + np.ndim(a) if start < 0 else start
    return np.moveaxis(y_bar, start - 1 if start > axis else start, axis)


@jvp(np.swapaxes)
def swapaxes_jvp(y, a_dot, a, axis1, axis2):
    return np.swapaxes(a_dot, axis1, axis2)


@vjp(np.swapaxes)
def swapaxes_vjp(y, y_bar, a, axis1, axis2):
    return np.swapaxes(y_bar, axis1, axis2)


@jvp(np.moveaxis)
def moveaxis_jvp(y, a_dot, a, source, destination):
    return np.moveaxis(a_dot, source, destination)


@vjp(np.moveaxis)
def moveaxis_vjp(y, y_bar, a, source, destination):
    return np.moveaxis(y_bar, destination, source)


@jvp(np.squeeze)
def squeeze_jvp(y, a_dot, a, axis=None):
    return np.squeeze(a_dot, axis=axis)


@vjp(np.squeeze)
def squeeze_vjp(y, y_bar, a, axis=None):
    return np.reshape(y_bar, np.shape(a))


@jvp(np.expand_dims)
def expand_dims_jvp(y, a_dot, a, axis):
    return np.expand_dims(a_dot, axis)


@vjp(np.expand_dims)
def expand_dims_vjp(y, y_bar, a, axis):
    return np.reshape(y_bar, np.shape(a))


@jvp(np.atleast_1d)
def atleast_1d_jvp(y, ary_dot, ary):
    return np.atleast_1d(ary_dot)


@jvp(np.atleast_2d)
def atleast_2d_jvp(y, ary_dot, ary):
    return np.atleast_2d(ary_dot)


@jvp(np.atleast_3d)
def atleast_3d_jvp(y, ary_dot, ary):
    return np.atleast_3d(ary_dot)


@vjp(np.atleast_1d, np.atleast_2d, np.atleast_3d)
def atleast_vjp(y, y_bar, ary):
    return np.reshape(y_bar, np.shape(ary))


@jvp(np.broadcast_to)
def broadcast_to_jvp(y, array_dot, array, shape):
    return np.broadcast_to(array_dot, shape)


@vjp(np.broadcast_to)
def broadcast_to_vjp(y, y_bar, array, shape):
    return unbroadcast(y_bar, array)


@jvp(np.copy)
def copy_jvp(y, a_dot, a, order="K"):
    return np.copy(a_dot)


@vjp(np.copy)
def copy_vjp(y, y_bar, a, order="K"):
    return y_bar


@jvp(prims.astype)
def astype_jvp(y, array_dot, array, dtype):
    return prims.astype(array_dot, dtype)


@vjp(prims.astype)
def astype_vjp(y, y_bar, array, dtype):
    return y_bar
