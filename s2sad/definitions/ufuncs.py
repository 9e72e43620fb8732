"""The methods of ufuncs, each by the function that it repeats."""

from __future__ import annotations

import numpy as np

from ..ir.prims import stop_gradient


def outer(ufunc, a, b):
    a, b = np.asarray(a), np.asarray(b)
    return ufunc(np.reshape(a, np.shape(a) + (1,) * np.ndim(b)), b)


def reduce(ufunc, a, axis=0, keepdims=False):
    """From the first entry on; the axis must not be empty."""
    along = np.moveaxis(np.asarray(a), axis, 0)
    total = along[0]
    for k in range(1, len(along)):
        total = ufunc(total, along[k])
    return np.expand_dims(total, axis) if keepdims else total


def reduce_axes(ufunc, a, axes, keepdims=False):
    """Over several axes, one after the other; None is all."""
    gone = range(np.ndim(a)) if axes is None else [k % np.ndim(a) for k in axes]
    for k in sorted(gone)[::-1]:
        a = reduce(ufunc, a, k, keepdims)
    return a


def logaddexp_reduce(a, axis=0, keepdims=False):
    """By distances from the greatest, if that is finite; where all exponentials are 0, the result
    is -inf and does not move."""
    a = np.asarray(a)
    if np.ndim(a) == 1 and not keepdims:
        top = np.max(stop_gradient(a))
        shift = top if np.isfinite(top) else 0.0
        total = np.sum(np.exp(a - shift))
        return -np.inf if total == 0.0 else np.log(total) + shift
    top = np.max(stop_gradient(a), axis=axis, keepdims=True)
    shift = np.where(np.isfinite(top), top, 0.0)
    total = np.sum(np.exp(a - shift), axis=axis, keepdims=True)
    result = np.where(total == 0.0, -np.inf, np.log(total) + shift)
    return result if keepdims else np.squeeze(result, axis=axis)


def accumulate(ufunc, array, axis=0):
    along = np.moveaxis(array, axis, 0)
    out = np.zeros_like(along)
    out[0] = along[0]
    for k in range(1, len(along)):
        out[k] = ufunc(out[k - 1], along[k])
    return np.moveaxis(out, 0, axis)


def reduceat(ufunc, array, indices, axis=0):
    """Between each index and the next; an entry alone where that lies not behind it."""
    along = np.moveaxis(array, axis, 0)
    out = np.zeros((len(indices),) + np.shape(along)[1:], array.dtype)
    for k in range(len(indices)):
        first = indices[k]
        stop = indices[k + 1] if k + 1 < len(indices) else len(along)
        out[k] = along[first]
        for j in range(first + 1, stop):
            out[k] = ufunc(out[k], along[j])
    return np.moveaxis(out, 0, axis)


def at(ufunc, a, indices, *operands):
    """In rounds: in each, every entry that is still named once more takes its next value. The
    indices are whole numbers, for the first axes of `a`."""
    places = [np.ravel(index) for index in np.broadcast_arrays(*indices)]
    rest = np.shape(a)[len(indices) :]
    shape = np.shape(np.broadcast_arrays(*indices)[0]) + rest
    values = [flat_values(b, shape, len(places[0]), rest) for b in operands]
    order, starts, counts = repetitions(a, places)
    for k in range(np.max(counts, initial=0)):
        now = order[starts[counts > k] + k]
        where = tuple([place[now] for place in places])
        a[where] = ufunc(a[where], *[b if np.ndim(b) == 0 else b[now] for b in values])


def flat_values(b, shape, count, rest):
    """A value for each of the places, one after the other; a number is left a number."""
    b = np.asarray(b)
    if np.ndim(b) == 0:
        return b[()]
    spread = np.broadcast_to(b, shape)
    if np.ndim(spread) == 1:
        return spread
    return np.reshape(spread, (count,) + rest)


def repetitions(a, places):
    """The order in which places that name one entry stand together, in their own order; where in it
    the places of each entry start, and how many they are."""
    lengths = np.shape(a)[: len(places)]
    if len(places) == 1:
        entries = places[0] % lengths[0]
    else:
        rows = tuple([place % length for place, length in zip(places, lengths)])
        entries = np.ravel_multi_index(rows, lengths)
    order = np.argsort(entries, kind="stable")
    found, starts, counts = np.unique(entries[order], return_index=True, return_counts=True)
    return order, starts, counts
