"""Sums, products, extrema and moments over axes.

The cotangent of a sum is spread over what was summed; `spread` stays symbolic in the compiler, so
that `np.sum(a * b)` leaves `y_bar * b` behind and no array of copies.
"""

from __future__ import annotations

import numpy as np

from ..runtime.broadcast import spread
from .axes import averaged, backwards, centred, reduced_size, restore_axes, summed
from .registry import jvp, vjp
from .transposes import conjugated, real_part


@jvp(np.sum)
def sum_jvp(y, a_dot, a, axis=None, dtype=None, keepdims=False):
    return summed(a_dot, axis, keepdims)


@vjp(np.sum)
def sum_vjp(y, y_bar, a, axis=None, dtype=None, keepdims=False):
    return spread(restore_axes(y_bar, a, axis, keepdims), a)


@jvp(np.mean)
def mean_jvp(y, a_dot, a, axis=None, dtype=None, keepdims=False):
    return averaged(a_dot, axis, keepdims)


@vjp(np.mean)
def mean_vjp(y, y_bar, a, axis=None, dtype=None, keepdims=False):
    return spread(restore_axes(y_bar / reduced_size(a, axis), a, axis, keepdims), a)


@jvp(np.nansum)
def nansum_jvp(y, a_dot, a, axis=None, dtype=None, keepdims=False):
    return summed(np.where(np.isnan(a), 0.0, a_dot), axis, keepdims)


@vjp(np.nansum)
def nansum_vjp(y, y_bar, a, axis=None, dtype=None, keepdims=False):
    return np.where(np.isnan(a), 0.0, restore_axes(y_bar, a, axis, keepdims))


@jvp(np.nanmean)
def nanmean_jvp(y, a_dot, a, axis=None, dtype=None, keepdims=False):
    count = summed(~np.isnan(a), axis, keepdims)
    return summed(np.where(np.isnan(a), 0.0, a_dot), axis, keepdims) / count


@vjp(np.nanmean)
def nanmean_vjp(y, y_bar, a, axis=None, dtype=None, keepdims=False):
    count = summed(~np.isnan(a), axis, keepdims)
    return np.where(np.isnan(a), 0.0, restore_axes(y_bar / count, a, axis, keepdims))


def extremal(y, a, axis, keepdims):
    """Where `a` attains the extremum `y`."""
    return a == restore_axes(y, a, axis, keepdims)


@jvp(np.max, np.min, np.nanmax, np.nanmin)
def max_jvp(y, a_dot, a, axis=None, keepdims=False):
    hit = extremal(y, a, axis, keepdims)
    count = summed(hit, axis, keepdims)
    return summed(a_dot * hit, axis, keepdims) / count


@vjp(np.max, np.min, np.nanmax, np.nanmin)
def max_vjp(y, y_bar, a, axis=None, keepdims=False):
    hit = extremal(y, a, axis, keepdims)
    count = summed(hit, axis, keepdims)
    return restore_axes(y_bar / count, a, axis, keepdims) * hit


def extrema_weights(a, axis, keepdims):
    """The derivative of `ptp` by each entry of `a`."""
    high = extremal(np.max(a, axis=axis, keepdims=True), a, axis, True)
    low = extremal(np.min(a, axis=axis, keepdims=True), a, axis, True)
    return high / np.sum(high, axis=axis, keepdims=True) - low / np.sum(
        low, axis=axis, keepdims=True
    )


@jvp(np.ptp)
def ptp_jvp(y, a_dot, a, axis=None, keepdims=False):
    return summed(extrema_weights(a, axis, keepdims) * a_dot, axis, keepdims)


@vjp(np.ptp)
def ptp_vjp(y, y_bar, a, axis=None, keepdims=False):
    return restore_axes(y_bar, a, axis, keepdims) * extrema_weights(a, axis, keepdims)


@jvp(np.var)
def var_jvp(y, a_dot, a, axis=None, dtype=None, ddof=0, keepdims=False):
    deviation = conjugated(centred(a, axis))
    n = reduced_size(a, axis) - ddof
    return 2.0 / n * real_part(summed(deviation * a_dot, axis, keepdims))


@vjp(np.var)
def var_vjp(y, y_bar, a, axis=None, dtype=None, ddof=0, keepdims=False):
    deviation = conjugated(centred(a, axis))
    n = reduced_size(a, axis) - ddof
    return restore_axes(2.0 / n * y_bar, a, axis, keepdims) * deviation


@jvp(np.std)
def std_jvp(y, a_dot, a, axis=None, dtype=None, ddof=0, keepdims=False):
    deviation = conjugated(centred(a, axis))
    n = reduced_size(a, axis) - ddof
    return real_part(summed(deviation * a_dot, axis, keepdims)) / (n * (y + (y == 0.0)))


@vjp(np.std)
def std_vjp(y, y_bar, a, axis=None, dtype=None, ddof=0, keepdims=False):
    deviation = conjugated(centred(a, axis))
    n = reduced_size(a, axis) - ddof
    return restore_axes(y_bar / (n * (y + (y == 0.0))), a, axis, keepdims) * deviation


@jvp(np.cumsum)
def cumsum_jvp(y, a_dot, a, axis=None, dtype=None):
    return np.cumsum(a_dot, axis=axis)


@vjp(np.cumsum)
def cumsum_vjp(y, y_bar, a, axis=None, dtype=None):
    if axis is None:
        return np.reshape(np.cumsum(y_bar[::-1])[::-1], np.shape(a))
    return backwards(np.cumsum(backwards(y_bar, axis), axis=axis), axis)
