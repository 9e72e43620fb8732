"""Functions that pick entries by index, by mask or by order.

The transpose of picking is adding into zeros: by `write` where no entry is picked twice, else by
`accumulate_at`. Indexing by brackets is no rule's business; the compiler does it itself.
"""

from __future__ import annotations

import numpy as np

from ..ir import prims
from ..runtime.broadcast import spread, unbroadcast
from ..runtime.masks import kept_where
from .axes import along
from .joining import items
from .registry import jvp, vjp


@jvp(np.take)
def take_jvp(y, a_dot, a, indices, axis=None, mode="raise"):
    if mode == "raise":
        return np.take(a_dot, indices, axis=axis)
    return np.take(a_dot, indices, axis=axis, mode=mode)


@vjp(np.take)
def take_vjp(y, y_bar, a, indices, axis=None, mode="raise"):
    add = prims.accumulate if np.ndim(indices) == 0 else prims.accumulate_at
    indices = inside(indices, np.size(a) if axis is None else np.shape(a)[axis], mode)
    if axis is None:
        flat = add(np.zeros(np.size(a), y_bar.dtype), (indices,), y_bar)
        return np.reshape(flat, np.shape(a))
    return add(np.zeros_like(a), (along(axis, indices, np.ndim(a)),), y_bar)


def inside(indices, length, mode):
    """The indices that `mode` makes of those beyond the ends."""
    if mode == "raise":
        return indices
    if isinstance(indices, (list, tuple)):
        indices = np.asarray(indices)
    return indices % length if mode == "wrap" else np.clip(indices, 0, length - 1)


def open_grid(arr, indices, axis):
    """The index that `np.take_along_axis` stands for."""
    index = []
    for k in range(np.ndim(arr)):
        if k == axis % np.ndim(arr):
            index.append(indices)
        else:
            ones = [1] * np.ndim(arr)
            ones[k] = np.shape(arr)[k]
            index.append(np.reshape(np.arange(np.shape(arr)[k]), ones))
    return tuple(index)


@jvp(np.take_along_axis)
def take_along_axis_jvp(y, arr_dot, arr, indices, axis=-1):
    return np.take_along_axis(arr_dot, indices, axis)


@vjp(np.take_along_axis)
def take_along_axis_vjp(y, y_bar, arr, indices, axis=-1):
    if axis is None:
        zero = np.zeros(np.size(arr), y_bar.dtype)
        return np.reshape(prims.accumulate_at(zero, (indices,), y_bar), np.shape(arr))
    return prims.accumulate_at(np.zeros_like(arr), (open_grid(arr, indices, axis),), y_bar)


@jvp(np.compress)
def compress_jvp(y, a_dot, condition, a, axis=None):
    return np.compress(condition, a_dot, axis=axis)


@vjp(np.compress)
def compress_vjp(y, y_bar, condition, a, axis=None):
    kept = np.flatnonzero(condition)
    if axis is None:
        flat = prims.write(np.zeros(np.size(a), y_bar.dtype), (kept,), y_bar)
        return None, np.reshape(flat, np.shape(a))
    return None, prims.write(np.zeros_like(a), (along(axis, kept, np.ndim(a)),), y_bar)


@jvp(np.extract)
def extract_jvp(y, arr_dot, condition, arr):
    return np.extract(condition, arr_dot)


@vjp(np.extract)
def extract_vjp(y, y_bar, condition, arr):
    kept = np.flatnonzero(condition)
    flat = prims.write(np.zeros(np.size(arr), y_bar.dtype), (kept,), y_bar)
    return None, np.reshape(flat, np.shape(arr))


@jvp(np.delete)
def delete_jvp(y, arr_dot, arr, obj, axis=None):
    return np.delete(arr_dot, obj, axis=axis)


@vjp(np.delete)
def delete_vjp(y, y_bar, arr, obj, axis=None):
    if axis is None:
        kept = np.delete(np.arange(np.size(arr)), obj)
        flat = prims.write(np.zeros(np.size(arr), y_bar.dtype), (kept,), y_bar)
        return np.reshape(flat, np.shape(arr))
    kept = np.delete(np.arange(np.shape(arr)[axis]), obj)
    return prims.write(np.zeros_like(arr), (along(axis, kept, np.ndim(arr)),), y_bar)


@jvp(np.insert)
def insert_jvp(y, arr_dot, values_dot, arr, obj, values, axis=None):
    return np.insert(arr_dot, obj, np.zeros_like(values), axis=axis) + np.insert(
        np.zeros_like(arr), obj, values_dot, axis=axis
    )


@vjp(np.insert)
def insert_vjp(y, y_bar, arr, obj, values, axis=None):
    if axis is None:
        arr_bar, values_bar = taken_out(y_bar, np.size(arr), obj, values, 0)
        return np.reshape(arr_bar, np.shape(arr)), None, values_bar
    arr_bar, values_bar = taken_out(y_bar, np.shape(arr)[axis], obj, values, axis)
    return arr_bar, None, values_bar


def taken_out(g, length, obj, values, axis):
    """What is left of `g` without what was inserted, and the latter, shaped like `values`.

    At a single index `values` come in along the first axis and are moved to `axis`.
    """
    if not isinstance(obj, (int, np.integer)):
        count = np.shape(g)[axis] - length
        source = np.insert(np.full(length, -1), obj, np.arange(count))
        order = np.argsort(source, kind="stable")
        inserted = g[along(axis, order[length:], np.ndim(g))]
        return g[along(axis, order[:length], np.ndim(g))], shaped_like(inserted, values)
    first = obj if obj >= 0 else obj + length
    last = first + np.shape(g)[axis] - length
    before = g[along(axis, slice(None, first), np.ndim(g))]
    after = g[along(axis, slice(last, None), np.ndim(g))]
    inserted = g[along(axis, slice(first, last), np.ndim(g))]
    if np.ndim(g) > 1:
        inserted = np.moveaxis(inserted, axis, 0)
    return np.concatenate((before, after), axis=axis), shaped_like(inserted, values)


def shaped_like(g, values):
    """`g` in the structure of `values`, which may be a list."""
    if isinstance(values, (list, tuple)):
        return items(unbroadcast(g, np.array(values)), values, ())
    return unbroadcast(g, values)


def first_hits(condlist):
    """For each condition where it is the first one that holds; and where none does."""
    hits = []
    rest = True
    for condition in condlist:
        hits.append(np.logical_and(rest, condition))
        rest = np.logical_and(rest, np.logical_not(condition))
    return hits, rest


@jvp(np.select)
def select_jvp(y, choicelist_dot, default_dot, condlist, choicelist, default=0):
    hits, rest = first_hits(condlist)
    return spread(np.select(condlist, choicelist_dot), y) + spread(kept_where(default_dot, rest), y)


@vjp(np.select)
def select_vjp(y, y_bar, condlist, choicelist, default=0):
    hits, rest = first_hits(condlist)
    bars = [unbroadcast(kept_where(y_bar, hit), x) for hit, x in zip(hits, choicelist)]
    return None, bars, unbroadcast(kept_where(y_bar, rest), default)


@jvp(np.choose)
def choose_jvp(y, choices_dot, a, choices, mode="raise"):
    return np.choose(inside(a, len(choices), mode), choices_dot)


@vjp(np.choose)
def choose_vjp(y, y_bar, a, choices, mode="raise"):
    a = inside(a, len(choices), mode)
    if isinstance(choices, np.ndarray):
        numbers = np.reshape(np.arange(len(choices)), (-1,) + (1,) * np.ndim(y))
        return None, unbroadcast(kept_where(y_bar, a == numbers), choices)
    bars = [unbroadcast(kept_where(y_bar, a == k), choices[k]) for k in range(len(choices))]
    return None, bars


def in_order(x, order, axis):
    """`x` with its entries along `axis` (all of them for None) in the given order."""
    if axis is None:
        return np.ravel(x)[order]
    return x[order] if np.ndim(x) == 1 else np.take_along_axis(x, order, axis)


def out_of_order(g, a, order, axis):
    """The transpose of `in_order`: undoes the permutation."""
    if axis is None:
        return np.reshape(g[np.argsort(order)], np.shape(a))
    return in_order(g, order_of(order, axis, None), axis)


def order_of(a, axis, kind):
    if kind is None:
        return np.argsort(a) if np.ndim(a) == 1 else np.argsort(a, axis=axis)
    return np.argsort(a, axis=axis, kind=kind)


@jvp(np.sort)
def sort_jvp(y, a_dot, a, axis=-1, kind=None):
    return in_order(a_dot, order_of(a, axis, kind), axis)


@vjp(np.sort)
def sort_vjp(y, y_bar, a, axis=-1, kind=None):
    return out_of_order(y_bar, a, order_of(a, axis, kind), axis)


def partition_order(y, a, axis):
    """The permutation that makes `y` of `a`, whichever it was: through the ranks of both."""
    ranks = np.argsort(np.argsort(y, axis=-1 if axis is None else axis), axis=axis)
    return in_order(np.argsort(a, axis=axis), ranks, -1 if axis is None else axis)


@jvp(np.partition)
def partition_jvp(y, a_dot, a, kth, axis=-1):
    return in_order(a_dot, partition_order(y, a, axis), axis)


@vjp(np.partition)
def partition_vjp(y, y_bar, a, kth, axis=-1):
    return out_of_order(y_bar, a, partition_order(y, a, axis), axis)


def interval(x, xp):
    """The interval of the knots that each `x` lies in: its right end, and how far along it is."""
    right = np.clip(np.searchsorted(xp, x, side="right"), 1, len(xp) - 1)
    t = (x - xp[right - 1]) / (xp[right] - xp[right - 1])
    return right, np.clip(t, 0.0, 1.0), (t >= 0.0) & (t <= 1.0)


@jvp(np.interp)
def interp_jvp(y, x_dot, xp_dot, fp_dot, x, xp, fp):
    right, t, inside = interval(x, xp)
    slope = inside * (fp[right] - fp[right - 1]) / (xp[right] - xp[right - 1])
    moved_knots = (1.0 - t) * xp_dot[right - 1] + t * xp_dot[right]
    return slope * (x_dot - moved_knots) + (1.0 - t) * fp_dot[right - 1] + t * fp_dot[right]


@vjp(np.interp)
def interp_vjp(y, y_bar, x, xp, fp):
    right, t, inside = interval(x, xp)
    x_bar = y_bar * inside * (fp[right] - fp[right - 1]) / (xp[right] - xp[right - 1])
    xp_bar = prims.accumulate_at(np.zeros_like(xp), (right - 1,), (t - 1.0) * x_bar)
    fp_bar = prims.accumulate_at(np.zeros_like(fp), (right - 1,), (1.0 - t) * y_bar)
    return (
        x_bar,
        prims.accumulate_at(xp_bar, (right,), -t * x_bar),
        prims.accumulate_at(fp_bar, (right,), t * y_bar),
    )
