"""Sums, products, extrema and moments over axes.

The cotangent of a sum is spread over what was summed; `spread` stays symbolic in the compiler, so
that `np.sum(a * b)` leaves `y_bar * b` behind and no array of copies. Entries that tie for an
extremum share its derivative evenly, and so does an `initial` that ties with them.
"""

from __future__ import annotations

import numpy as np

from ..runtime.broadcast import spread, unbroadcast
from .axes import averaged, backwards, restore_axes, summed
from .masked import centred, chosen, count, taken
from .registry import jvp, vjp
from .transposes import conjugated, real_part


@jvp(np.sum)
def sum_jvp(
    y, a_dot, initial_dot, a, axis=None, dtype=None, keepdims=False, initial=None, where=True
):
    y_dot = summed(chosen(a_dot, where), axis, keepdims)
    return y_dot if initial is None else spread(y_dot, y) + spread(initial_dot, y)


@vjp(np.sum)
def sum_vjp(y, y_bar, a, axis=None, dtype=None, keepdims=False, initial=None, where=True):
    a_bar = chosen(spread(restore_axes(y_bar, a, axis, keepdims), a), where)
    return a_bar, None, None, None, initial if initial is None else unbroadcast(y_bar, initial)


@jvp(np.mean)
def mean_jvp(y, a_dot, a, axis=None, dtype=None, keepdims=False, where=True):
    if where is True:
        return averaged(a_dot, axis, keepdims)
    return summed(chosen(a_dot, where), axis, keepdims) / count(a, axis, keepdims, where)


@vjp(np.mean)
def mean_vjp(y, y_bar, a, axis=None, dtype=None, keepdims=False, where=True):
    each = y_bar / count(a, axis, keepdims, where)
    return chosen(spread(restore_axes(each, a, axis, keepdims), a), where)


def extremal(y, a, axis, keepdims, where):
    """Where `a` attains the extremum `y`."""
    hit = a == restore_axes(y, a, axis, keepdims)
    return hit if where is True else hit & where


@jvp(np.max, np.min)
def max_jvp(y, a_dot, initial_dot, a, axis=None, keepdims=False, initial=None, where=True):
    keep = taken if where is True else chosen
    return extremum_jvp(keep, y, a_dot, initial_dot, a, axis, keepdims, initial, where)


def extremum_jvp(keep, y, a_dot, initial_dot, a, axis, keepdims, initial, where):
    """`keep(g, hit)` is `g` where an extremum is hit: not by a product where others are NaN."""
    hit = extremal(y, a, axis, keepdims, where)
    number = summed(hit, axis, keepdims)
    if initial is None:
        return summed(keep(a_dot, hit), axis, keepdims) / number
    start = initial == y
    return (summed(keep(a_dot, hit), axis, keepdims) + start * initial_dot) / (number + start)


@vjp(np.max, np.min)
def max_vjp(y, y_bar, a, axis=None, keepdims=False, initial=None, where=True):
    keep = taken if where is True else chosen
    return extremum_vjp(keep, y, y_bar, a, axis, keepdims, initial, where)


def extremum_vjp(keep, y, y_bar, a, axis, keepdims, initial, where):
    """The transpose of `extremum_jvp`."""
    hit = extremal(y, a, axis, keepdims, where)
    number = summed(hit, axis, keepdims)
    if initial is None:
        return keep(spread(restore_axes(y_bar / number, a, axis, keepdims), a), hit)
    start = initial == y
    share = y_bar / (number + start)
    a_bar = keep(spread(restore_axes(share, a, axis, keepdims), a), hit)
    return a_bar, None, None, unbroadcast(share * start, initial)


def extrema_weights(a, axis, keepdims):
    """The derivative of `ptp` by each entry of `a`."""
    high = extremal(np.max(a, axis=axis, keepdims=True), a, axis, True, True)
    low = extremal(np.min(a, axis=axis, keepdims=True), a, axis, True, True)
    return high / np.sum(high, axis=axis, keepdims=True) - low / np.sum(
        low, axis=axis, keepdims=True
    )


@jvp(np.ptp)
def ptp_jvp(y, a_dot, a, axis=None, keepdims=False):
    return summed(extrema_weights(a, axis, keepdims) * a_dot, axis, keepdims)


@vjp(np.ptp)
def ptp_vjp(y, y_bar, a, axis=None, keepdims=False):
    return restore_axes(y_bar, a, axis, keepdims) * extrema_weights(a, axis, keepdims)


def complete(a, dtype):
    """`a`, of which `dtype=` drops nothing before its mean is taken."""
    real = dtype is not None and np.dtype(dtype).kind != "c"
    assert not (real and np.iscomplexobj(a)), "this dtype drops the imaginary parts: give .real"
    return a


@jvp(np.var)
def var_jvp(
    y, a_dot, mean_dot, a, axis=None, dtype=None, ddof=0, keepdims=False, where=True, mean=None
):
    deviation = conjugated(centred(complete(a, dtype), axis, where, mean))
    n = count(a, axis, keepdims, where) - ddof
    moved = a_dot if mean is None else spread(a_dot, a) - spread(mean_dot, a)
    return 2.0 / n * real_part(summed(deviation * moved, axis, keepdims))


@vjp(np.var)
def var_vjp(
    y, y_bar, a, axis=None, dtype=None, ddof=0, keepdims=False, where=True, mean=None
):
    deviation = conjugated(centred(complete(a, dtype), axis, where, mean))
    n = count(a, axis, keepdims, where) - ddof
    a_bar = restore_axes(2.0 / n * y_bar, a, axis, keepdims) * deviation
    if mean is None:
        return a_bar
    return a_bar, None, None, None, None, None, unbroadcast(-a_bar, mean)


@jvp(np.std)
def std_jvp(
    y, a_dot, mean_dot, a, axis=None, dtype=None, ddof=0, keepdims=False, where=True, mean=None
):
    deviation = conjugated(centred(complete(a, dtype), axis, where, mean))
    n = count(a, axis, keepdims, where) - ddof
    moved = a_dot if mean is None else spread(a_dot, a) - spread(mean_dot, a)
    return real_part(summed(deviation * moved, axis, keepdims)) / (n * (y + (y == 0.0)))


@vjp(np.std)
def std_vjp(
    y, y_bar, a, axis=None, dtype=None, ddof=0, keepdims=False, where=True, mean=None
):
    deviation = conjugated(centred(complete(a, dtype), axis, where, mean))
    n = count(a, axis, keepdims, where) - ddof
    a_bar = restore_axes(y_bar / (n * (y + (y == 0.0))), a, axis, keepdims) * deviation
    if mean is None:
        return a_bar
    return a_bar, None, None, None, None, None, unbroadcast(-a_bar, mean)


@jvp(np.cumsum)
def cumsum_jvp(y, a_dot, a, axis=None, dtype=None):
    return np.cumsum(a_dot, axis=axis)


@vjp(np.cumsum)
def cumsum_vjp(y, y_bar, a, axis=None, dtype=None):
    if axis is None or np.ndim(a) == 0:
        return np.reshape(np.cumsum(y_bar[::-1])[::-1], np.shape(a))
    return backwards(np.cumsum(backwards(y_bar, axis), axis=axis), axis)


def without_first(y_bar, axis, include_initial):
    """`y_bar` less the entry of the empty sum or product, which `include_initial` puts first."""
    if not include_initial:
        return y_bar
    ndim = np.ndim(y_bar)
    return y_bar[(slice(None),) * ((axis or 0) % ndim) + (slice(1, None),)]


@jvp(np.cumulative_sum)
def cumulative_sum_jvp(y, x_dot, x, axis=None, dtype=None, include_initial=False):
    return np.cumulative_sum(x_dot, axis=axis, include_initial=include_initial)


@vjp(np.cumulative_sum)
def cumulative_sum_vjp(y, y_bar, x, axis=None, dtype=None, include_initial=False):
    return cumsum_vjp(y, without_first(y_bar, axis, include_initial), x, axis)
