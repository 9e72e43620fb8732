"""Arrays made of others: taken apart, resized, trimmed, written into."""

from __future__ import annotations

import numpy as np


def ediff1d(ary, to_end=None, to_begin=None):
    middle = np.diff(np.ravel(ary))
    if to_begin is not None:
        middle = np.concatenate((np.ravel(to_begin), middle))
    if to_end is not None:
        middle = np.concatenate((middle, np.ravel(to_end)))
    return middle.astype(ary.dtype)


def diff(a, n=1, axis=-1, prepend=None, append=None):
    if n == 0:
        return a
    parts = []
    for edge in (prepend, a, append):
        if edge is not None:
            shape = list(np.shape(a))
            shape[axis] = 1
            parts.append(np.broadcast_to(edge, shape) if np.ndim(edge) == 0 else edge)
    return np.diff(np.concatenate(parts, axis=axis), n, axis)


def resize(a, new_shape):
    flat = np.ravel(a)
    length = 1
    for n in new_shape if isinstance(new_shape, (tuple, list)) else (new_shape,):
        length = length * n
    return np.reshape(flat[np.arange(length) % np.size(flat)], new_shape)


def trim_zeros(filt, trim="fb", axis=None):
    assert np.ndim(filt) == 1, "np.trim_zeros has a derivative for vectors only"
    kept = np.flatnonzero(filt)
    if len(kept) == 0:
        return filt[:0]
    first = kept[0] if "f" in trim.lower() else 0
    stop = kept[-1] + 1 if "b" in trim.lower() else len(filt)
    return filt[first:stop]


def unstack(x, /, *, axis=0):
    along = np.moveaxis(x, axis, 0)
    return tuple([along[k] for k in range(np.shape(x)[axis])])


def apply_along_axis(func1d, axis, arr, *args, **kwargs):
    arr = np.asarray(arr)
    along = np.moveaxis(arr, axis, -1)
    rest = np.shape(along)[:-1]
    rows = np.reshape(along, (-1, np.shape(along)[-1]))
    out = np.array([func1d(row, *args, **kwargs) for row in rows])
    if np.ndim(out) == 1:
        return np.reshape(out, rest)
    return np.moveaxis(np.reshape(out, rest + np.shape(out)[1:]), -1, axis)


def apply_over_axes(func, a, axes):
    for axis in (axes,) if isinstance(axes, int) else axes:
        out = func(a, axis)
        a = out if np.ndim(out) == np.ndim(a) else np.expand_dims(out, axis)
    return a


def piecewise(x, condlist, funclist, *args, **kw):
    x = np.asarray(x)
    conditions = condlist
    if not isinstance(condlist, (list, tuple)):
        conditions = [condlist] if np.ndim(condlist) == np.ndim(x) else [c for c in condlist]
    y = np.zeros_like(x)
    if len(funclist) not in (len(conditions), len(conditions) + 1):
        raise ValueError(f"with {len(conditions)} condition(s), one function for each is expected")
    if len(funclist) > len(conditions):
        rest = np.logical_not(conditions[0])
        for condition in conditions[1:]:
            rest = rest & np.logical_not(condition)
        conditions = [*conditions, rest]
    for condition, function in zip(conditions, funclist):
        if callable(function):
            y[condition] = function(x[condition], *args, **kw)
        else:
            y[condition] = function
    return y


def fromfunction(function, shape, *, dtype=float, like=None, **kwargs):
    grids = np.indices(shape, dtype=dtype)
    return function(*[grids[k] for k in range(len(shape))], **kwargs)


def put_along_axis(arr, indices, values, axis):
    if axis is None:
        np.reshape(arr, -1)[indices] = values
        return
    index = []
    for k in range(np.ndim(arr)):
        if k == axis % np.ndim(arr):
            index.append(indices)
        else:
            ones = [1] * np.ndim(arr)
            ones[k] = np.shape(arr)[k]
            index.append(np.reshape(np.arange(np.shape(arr)[k]), ones))
    arr[tuple(index)] = values


def like_target(mask, arr):
    """A mask of as many entries as the array: one of other axes counts them in order."""
    return mask if np.ndim(mask) == np.ndim(arr) else np.reshape(mask, np.shape(arr))


def place(arr, mask, vals):
    vals, mask = np.ravel(vals), like_target(mask, arr)
    arr[mask] = vals[np.arange(np.count_nonzero(mask)) % np.size(vals)]


def putmask(a, mask, values):
    mask = like_target(mask, a)
    if np.ndim(values) == 0:
        a[mask] = values
    else:
        flat = np.ravel(values)
        a[mask] = flat[np.flatnonzero(mask) % np.size(flat)]


def put(a, ind, v, mode="raise"):
    ind = np.ravel(ind)
    if mode == "wrap":
        ind = ind % np.size(a)
    elif mode == "clip":
        ind = np.clip(ind, 0, np.size(a) - 1)
    elif mode != "raise":
        raise ValueError(f"clipmode must be one of 'clip', 'raise', or 'wrap' (got '{mode}')")
    v = np.ravel(v)
    np.reshape(a, -1)[ind] = v[np.arange(np.size(ind)) % np.size(v)]


def ix_(*args):
    """`np.ix_` of numbers, which are no indices."""
    grids = []
    for k in range(len(args)):
        grids.append(np.reshape(args[k], (1,) * k + (-1,) + (1,) * (len(args) - 1 - k)))
    return tuple(grids)


def fill_diagonal(a, val, wrap=False):
    """`val` fills the diagonal over and over; with `wrap` so do the diagonals of a tall matrix."""
    if np.ndim(a) < 2:
        raise ValueError("array must be at least 2-d")
    if np.ndim(a) == 2 and wrap:
        places = np.arange(0, np.size(a), np.shape(a)[1] + 1)
        index = (places // np.shape(a)[1], places % np.shape(a)[1])
    else:
        index = (np.arange(min(np.shape(a))),) * np.ndim(a)
    if np.ndim(val) > 0:
        val = resize(val, len(index[0]))
    a[index] = val


def rows(*items):
    """`np.r_[items]`."""
    items = [item if np.isscalar(item) else np.asarray(item) for item in items]
    dtype = np.result_type(*items)
    parts = [np.array([item]) if np.ndim(item) == 0 else item for item in items]
    return np.concatenate(parts).astype(dtype)


def columns(*items):
    """`np.c_[items]`: a vector is a column, a number a matrix of one entry."""
    items = [item if np.isscalar(item) else np.asarray(item) for item in items]
    dtype = np.result_type(*items)
    parts = []
    for item in items:
        if np.ndim(item) == 0:
            parts.append(np.array([[item]]))
        else:
            parts.append(item[:, None] if np.ndim(item) == 1 else item)
    return np.concatenate(parts, axis=-1).astype(dtype)


def dense_grid(*axes):
    """`np.mgrid[slices]`: for each slice an array of its numbers along its axis."""
    return np.stack(np.meshgrid(*axes, indexing="ij"))


def open_grid(*axes):
    """`np.ogrid[slices]`: the same with the other axes of length 1."""
    ndim = len(axes)
    shapes = [[-1 if axis == k else 1 for axis in range(ndim)] for k in range(ndim)]
    return tuple([np.reshape(axes[k], shapes[k]) for k in range(ndim)])
