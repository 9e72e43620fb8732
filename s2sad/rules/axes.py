"""What the rules of reductions and rearrangements say about axes.

Every function here depends on axes, lengths of shapes and other facts that are known when the code
is generated, and leaves an index or nothing behind.
"""

from __future__ import annotations

import numpy as np


def reduced_axes(x, axis):
    """The axes that a reduction with this argument `axis` removes, as a list of ints >= 0. NumPy
    reduces what has no axes along axis 0 or -1, too."""
    if axis is None or np.ndim(x) == 0:
        return list(range(np.ndim(x)))
    if isinstance(axis, int):
        return [axis % np.ndim(x)]
    return [k % np.ndim(x) for k in axis]


def reduced_size(x, axis):
    """How many entries of `x` a reduction makes one of."""
    if axis is None:
        return np.size(x)
    size = 1
    for k in reduced_axes(x, axis):
        size = size * np.shape(x)[k]
    return size


def restore_axes(g, x, axis, keepdims=False):
    """`g`, of the shape of a reduction of `x`, indexed so that it broadcasts against `x`.

    Leading axes need no index, since NumPy adds them, and neither do trailing ones.
    """
    if axis is None or keepdims:
        return g
    reduced = reduced_axes(x, axis)
    kept = [k for k in range(np.ndim(x)) if k not in reduced]
    if len(kept) == 0 or len(reduced) == 0 or kept[0] > max(reduced):
        return g
    middle = range(kept[0], max(reduced) + 1)
    return g[tuple([None if k in reduced else slice(None) for k in middle])]


def summed(x, axis, keepdims):
    """`np.sum(x, axis=axis, keepdims=keepdims)`, written with no argument that says nothing."""
    if keepdims:
        return np.sum(x, axis=axis, keepdims=True)
    return np.sum(x) if axis is None else np.sum(x, axis=axis)


def averaged(x, axis, keepdims):
    """`np.mean(x, axis=axis, keepdims=keepdims)`, likewise."""
    if keepdims:
        return np.mean(x, axis=axis, keepdims=True)
    return np.mean(x) if axis is None else np.mean(x, axis=axis)


def along(axis, index, ndim):
    """`index` on one axis, everything on the axes before it: `x[along(1, 0, 2)]` is `x[:, 0]`."""
    return (slice(None),) * (axis % ndim) + (index,)


def backwards(g, axis):
    """`g` with one axis reversed."""
    return g[along(axis, slice(None, None, -1), np.ndim(g))]


def inverse_permutation(axes, ndim):
    """The axes that undo `np.transpose(x, axes)`."""
    return [k for target in range(ndim) for k in range(ndim) if axes[k] % ndim == target]


def lined_up(weights, a, axis):
    """Weights along one or several axes of `a`, so that they broadcast against `a`."""
    if np.ndim(weights) == np.ndim(a) or np.ndim(weights) == 0:
        return weights
    axes = reduced_axes(a, axis)
    order = [axes.index(k) for k in sorted(axes)]
    if order != sorted(order):
        weights = np.transpose(weights, order)
    first = min(axes)
    return weights[tuple([slice(None) if k in axes else None for k in range(first, np.ndim(a))])]
