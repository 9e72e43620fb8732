"""Functions along an axis whose entries depend on one another: products, differences, order.

No rule divides by an entry, since entries may be zero: the product of the others is the product of
those before and those after.
"""

from __future__ import annotations

import numpy as np

from ..ir import prims
from ..runtime.broadcast import spread, unbroadcast
from .axes import along, backwards, reduced_axes, reduced_size, restore_axes
from .registry import jvp, vjp


def shifted(x, steps, axis, fill):
    """`x` moved `steps` entries up along `axis`; `fill` comes in at the front."""
    front = np.full_like(x[along(axis, slice(None, steps), np.ndim(x))], fill)
    return np.concatenate((front, x[along(axis, slice(None, -steps), np.ndim(x))]), axis=axis)


def product_before(a, axis):
    """The product of the entries before each one."""
    return shifted(np.cumprod(a, axis=axis), 1, axis, 1.0)


def product_of_others(a, axis):
    """The product of all other entries along `axis`, for each one."""
    after = backwards(product_before(backwards(a, axis), axis), axis)
    return product_before(a, axis) * after


def derivative_of_product(a, axis):
    """The derivative of `np.prod(a, axis)` by each entry, in the shape of `a`."""
    if np.ndim(a) == 0:
        return 1.0
    if isinstance(axis, int):
        return product_of_others(a, axis)
    reduced = reduced_axes(a, axis)
    last = list(range(np.ndim(a) - len(reduced), np.ndim(a)))
    moved = np.moveaxis(a, reduced, last)
    shape = np.shape(moved)
    flat = np.reshape(moved, shape[: last[0]] + (-1,))
    return np.moveaxis(np.reshape(product_of_others(flat, -1), shape), last, reduced)


@jvp(np.prod)
def prod_jvp(y, a_dot, a, axis=None, dtype=None, keepdims=False):
    return np.sum(derivative_of_product(a, axis) * a_dot, axis=axis, keepdims=keepdims)


@vjp(np.prod)
def prod_vjp(y, y_bar, a, axis=None, dtype=None, keepdims=False):
    return restore_axes(y_bar, a, axis, keepdims) * derivative_of_product(a, axis)


def recurrence(c, b, axis):
    """`s` with `s[k] = b[k] + c[k] * s[k-1]`, in log2(n) steps of whole arrays (Hillis, Steele)."""
    steps = 1
    while steps < np.shape(b)[axis]:
        b = b + c * shifted(b, steps, axis, 0.0)
        c = c * shifted(c, steps, axis, 0.0)
        steps = 2 * steps
    return b


@jvp(np.cumprod)
def cumprod_jvp(y, a_dot, a, axis=None, dtype=None):
    if axis is None:
        flat = np.ravel(a)
        return recurrence(flat, product_before(flat, 0) * np.ravel(a_dot), 0)
    return recurrence(a, product_before(a, axis) * a_dot, axis)


def cumprod_back(y_bar, a, axis):
    """The same recurrence from the last entry to the first."""
    c = shifted(backwards(a, axis), 1, axis, 0.0)
    return product_before(a, axis) * backwards(recurrence(c, backwards(y_bar, axis), axis), axis)


@vjp(np.cumprod)
def cumprod_vjp(y, y_bar, a, axis=None, dtype=None):
    if axis is None:
        return np.reshape(cumprod_back(y_bar, np.ravel(a), 0), np.shape(a))
    return cumprod_back(y_bar, a, axis)


@jvp(np.diff)
def diff_jvp(y, a_dot, a, n=1, axis=-1):
    return np.diff(a_dot, n=n, axis=axis)


@vjp(np.diff)
def diff_vjp(y, y_bar, a, n=1, axis=-1):
    """The transpose of a difference is the difference of what has zeros around it, negated."""
    shape = list(np.shape(y_bar))
    shape[axis] = n
    frame = np.zeros(shape, y_bar.dtype)
    framed = np.concatenate((frame, y_bar, frame), axis=axis)
    return (-1.0) ** n * np.diff(framed, n=n, axis=axis)


def lined_up(weights, a, axis):
    """Weights along one axis of `a`, indexed so that they broadcast against `a`."""
    if np.ndim(weights) != 1 or np.ndim(a) == 1:
        return weights
    return weights[(slice(None),) + (None,) * (np.ndim(a) - 1 - axis % np.ndim(a))]


@jvp(np.average)
def average_jvp(y, a_dot, weights_dot, a, axis=None, weights=None, keepdims=False):
    if weights is None:
        return np.mean(a_dot, axis=axis, keepdims=keepdims)
    w = spread(lined_up(weights, a, axis), a)
    w_dot = lined_up(weights_dot, a, axis)
    centred = a - restore_axes(y, a, axis, keepdims)
    total = np.sum(w, axis=axis, keepdims=keepdims)
    return np.sum(a_dot * w + centred * w_dot, axis=axis, keepdims=keepdims) / total


@vjp(np.average)
def average_vjp(y, y_bar, a, axis=None, weights=None, keepdims=False):
    if weights is None:
        return spread(restore_axes(y_bar / reduced_size(a, axis), a, axis, keepdims), a)
    w = lined_up(weights, a, axis)
    g = restore_axes(y_bar / np.sum(spread(w, a), axis=axis, keepdims=keepdims), a, axis, keepdims)
    w_bar = unbroadcast(g * (a - restore_axes(y, a, axis, keepdims)), w)
    return g * w, None, np.reshape(w_bar, np.shape(weights))


def panels(y, axis):
    """The sums of neighbouring entries, each the double height of a trapezoid."""
    upper = y[along(axis, slice(1, None), np.ndim(y))]
    return upper + y[along(axis, slice(None, -1), np.ndim(y))]


def panels_back(g, axis, sign=1.0):
    """The transpose of `panels`; with `sign` -1 that of the difference of neighbours."""
    zero = np.zeros_like(g[along(axis, slice(None, 1), np.ndim(g))])
    upper = np.concatenate((zero, g), axis=axis)
    return upper + sign * np.concatenate((g, zero), axis=axis)


@jvp(np.trapezoid)
def trapezoid_jvp(z, y_dot, x_dot, y, x=None, dx=1.0, axis=-1):
    if x is None:
        return np.trapezoid(y_dot, dx=dx, axis=axis)
    return np.trapezoid(y_dot, x, axis=axis) + np.trapezoid(y, x_dot, axis=axis)


@vjp(np.trapezoid)
def trapezoid_vjp(z, z_bar, y, x=None, dx=1.0, axis=-1):
    half = 0.5 * restore_axes(z_bar, y, axis)
    heights = panels(y, axis)
    if x is None:
        return panels_back(spread(half * dx, heights), axis)
    if np.ndim(x) > 1:
        widths = np.diff(x, axis=axis)
        x_bar = panels_back(unbroadcast(half * heights, widths), axis, -1.0)
    else:
        widths = lined_up(np.diff(x), y, axis)
        others = tuple([k for k in range(np.ndim(y)) if k != axis % np.ndim(y)])
        x_bar = panels_back(np.sum(half * heights, axis=others), 0, -1.0)
    return panels_back(spread(half * widths, heights), axis), x_bar


def full_convolution(z_bar, a, v, mode):
    """The cotangent of the full convolution, of which the other modes are the middle."""
    if mode == "full":
        return z_bar
    missing = len(a) + len(v) - 1 - len(z_bar)
    before = min(len(a), len(v)) - 1 if mode == "valid" else (min(len(a), len(v)) - 1) // 2
    return np.concatenate(
        (np.zeros(before, z_bar.dtype), z_bar, np.zeros(missing - before, z_bar.dtype))
    )


@jvp(np.convolve)
def convolve_jvp(z, a_dot, v_dot, a, v, mode="full"):
    return np.convolve(a_dot, v, mode) + np.convolve(a, v_dot, mode)


@vjp(np.convolve)
def convolve_vjp(z, z_bar, a, v, mode="full"):
    g = full_convolution(z_bar, a, v, mode)
    return np.convolve(g, v[::-1], "valid"), np.convolve(g, a[::-1], "valid")


def middle_weights(a, axis):
    """The weights of the sorted entries of `a` along `axis` in their median."""
    n = np.size(a) if axis is None else np.shape(a)[axis]
    weights = np.zeros(n)
    weights = prims.accumulate(weights, ((n - 1) // 2,), 0.5)
    return prims.accumulate(weights, (n // 2,), 0.5)


def median_weights(a, axis):
    """The derivative of `np.median(a, axis)` by each entry, in the shape of `a`."""
    ranks = np.argsort(np.argsort(a, axis=axis), axis=axis)
    weights = middle_weights(a, axis)[ranks]
    return np.reshape(weights, np.shape(a)) if axis is None else weights


@jvp(np.median)
def median_jvp(y, a_dot, a, axis=None, keepdims=False):
    return np.sum(median_weights(a, axis) * a_dot, axis=axis, keepdims=keepdims)


@vjp(np.median)
def median_vjp(y, y_bar, a, axis=None, keepdims=False):
    return restore_axes(y_bar, a, axis, keepdims) * median_weights(a, axis)
