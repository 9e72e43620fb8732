"""Arrays made of several arrays, or taken apart into several.

The transpose of joining is slicing. A list of arrays has a list of cotangents.
"""

from __future__ import annotations

import numpy as np

from ..ir import prims
from ..runtime.broadcast import fitted, spread, unbroadcast
from ..runtime.static import is_static
from .axes import along
from .registry import jvp, vjp


def pieces(z_bar, arrays, axis):
    """The part of `z_bar` that each of the `arrays`, joined along `axis`, has become.

    An array with fewer axes than the result had a length of 1 along `axis`.
    """
    parts = []
    start = 0
    for a in arrays:
        if np.ndim(a) == np.ndim(z_bar):
            stop = start + np.shape(a)[axis]
            part = z_bar[along(axis, slice(start, stop), np.ndim(z_bar))]
            parts.append(fitted(part, a))
        else:
            stop = start + 1
            part = z_bar[along(axis, start, np.ndim(z_bar))]
            parts.append(part if np.ndim(part) == np.ndim(a) else np.reshape(part, np.shape(a)))
        start = stop
    return parts


def unjoined(z_bar, a, axis):
    """The cotangent of one array whose items along its first axis were joined along `axis`."""
    shape = np.shape(a)
    if axis % (np.ndim(a) - 1) == 0:
        return np.reshape(z_bar, shape)
    axis = axis % (np.ndim(a) - 1)
    split = shape[1 : axis + 1] + shape[:1] + shape[axis + 1 :]
    return np.moveaxis(np.reshape(z_bar, split), axis, 0)


def flat_pieces(z_bar, arrays):
    """The part of the vector `z_bar` that each of the `arrays`, flattened, has become."""
    parts = []
    start = 0
    for a in arrays:
        stop = start + np.size(a)
        parts.append(np.reshape(z_bar[start:stop], np.shape(a)))
        start = stop
    return parts


@jvp(np.concatenate)
def concatenate_jvp(z, arrays_dot, arrays, axis=0):
    return np.concatenate(arrays_dot, axis=axis)


@vjp(np.concatenate)
def concatenate_vjp(z, z_bar, arrays, axis=0):
    if isinstance(arrays, np.ndarray):
        return np.reshape(z_bar, np.shape(arrays)) if axis is None else unjoined(
            z_bar, arrays, axis)  # fmt: skip
    return flat_pieces(z_bar, arrays) if axis is None else pieces(z_bar, arrays, axis)


@jvp(np.stack)
def stack_jvp(z, arrays_dot, arrays, axis=0):
    return np.stack(arrays_dot, axis=axis)


@vjp(np.stack)
def stack_vjp(z, z_bar, arrays, axis=0):
    if isinstance(arrays, np.ndarray):
        return np.moveaxis(z_bar, axis, 0)
    return [z_bar[along(axis, k, np.ndim(z_bar))] for k in range(len(arrays))]


@jvp(np.hstack)
def hstack_jvp(z, tup_dot, tup):
    return np.hstack(tup_dot)


@vjp(np.hstack)
def hstack_vjp(z, z_bar, tup):
    if isinstance(tup, np.ndarray):
        return unjoined(z_bar, tup, 1) if np.ndim(tup) > 2 else np.reshape(z_bar, np.shape(tup))
    return pieces(z_bar, tup, 0 if np.ndim(z_bar) == 1 else 1)


@jvp(np.vstack)
def vstack_jvp(z, tup_dot, tup):
    return np.vstack(tup_dot)


@vjp(np.vstack)
def vstack_vjp(z, z_bar, tup):
    if isinstance(tup, np.ndarray):
        return np.reshape(z_bar, np.shape(tup))
    return pieces(z_bar, tup, 0)


@jvp(np.dstack)
def dstack_jvp(z, tup_dot, tup):
    return np.dstack(tup_dot)


@vjp(np.dstack)
def dstack_vjp(z, z_bar, tup):
    if isinstance(tup, np.ndarray):
        if np.ndim(tup) > 3:
            return unjoined(z_bar, tup, 2)
        return np.reshape(np.moveaxis(z_bar, 2, 0), np.shape(tup))
    return pieces(z_bar, tup, 2)


@jvp(np.column_stack)
def column_stack_jvp(z, tup_dot, tup):
    return np.column_stack(tup_dot)


@vjp(np.column_stack)
def column_stack_vjp(z, z_bar, tup):
    if isinstance(tup, np.ndarray):
        if np.ndim(tup) > 2:
            return unjoined(z_bar, tup, 1)
        return np.reshape(np.transpose(z_bar), np.shape(tup))
    return pieces(z_bar, tup, 1)


@jvp(np.append)
def append_jvp(z, arr_dot, values_dot, arr, values, axis=None):
    return np.append(arr_dot, np.zeros_like(values), axis=axis) + np.append(
        np.zeros_like(arr), values_dot, axis=axis
    )


@vjp(np.append)
def append_vjp(z, z_bar, arr, values, axis=None):
    both = (arr, values)
    parts = flat_pieces(z_bar, both) if axis is None else pieces(z_bar, both, axis)
    return parts[0], parts[1]


def extent(x, axis):
    """The length along `axis` < 0 of what `np.block` makes of the nested lists in `x`."""
    if not isinstance(x, list):
        return np.shape(x)[axis] if np.ndim(x) >= -axis else 1
    if nesting(x) != -axis:
        return extent(x[0], axis)
    total = 0
    for part in x:
        total = total + extent(part, axis)
    return total


def block_pieces(g, x, depth):
    """The part of `g` that each array in the nested lists of `x` has become."""
    if not isinstance(x, list):
        return g if np.ndim(g) == np.ndim(x) else np.reshape(g, np.shape(x))
    parts = []
    start = 0
    for part in x:
        stop = start + extent(part, -depth)
        index = along(-depth, slice(start, stop), np.ndim(g))
        parts.append(block_pieces(g[index], part, depth - 1))
        start = stop
    return parts


def nesting(x):
    return 1 + nesting(x[0]) if isinstance(x, list) else 0


@jvp(np.block)
def block_jvp(z, arrays_dot, arrays):
    return np.block(arrays_dot)


@vjp(np.block)
def block_vjp(z, z_bar, arrays):
    """The innermost lists are joined along the last axis, those around them the one before."""
    return block_pieces(z_bar, arrays, nesting(arrays))


def items(g, x, index):
    """The entries of `g` in the nested lists of `x`; `index` leads to where `x` stands."""
    if isinstance(x, (list, tuple)):
        return [items(g, x[k], index + (k,)) for k in range(len(x))]
    return g if len(index) == 0 else g[index]


@jvp(np.array)
def array_jvp(y, object_dot, object, dtype=None, copy=True, order="K", ndmin=0):
    return np.array(object_dot) if ndmin == 0 else np.array(object_dot, ndmin=ndmin)


@vjp(np.array)
def array_vjp(y, y_bar, object, dtype=None, copy=True, order="K", ndmin=0):
    extra = np.ndim(y_bar) - np.ndim(object)
    return items(y_bar[(0,) * extra] if extra > 0 else y_bar, object, ())


@jvp(np.asarray, np.asanyarray, np.asarray_chkfinite)
def asarray_jvp(y, a_dot, a, dtype=None, order=None):
    return np.asarray(a_dot)


@vjp(np.asarray, np.asanyarray, np.asarray_chkfinite)
def asarray_vjp(y, y_bar, a, dtype=None, order=None):
    return items(y_bar, a, ())


@jvp(np.ascontiguousarray, np.asfortranarray)
def in_order_jvp(y, a_dot, a, dtype=None):
    return np.asarray(a_dot)


@vjp(np.ascontiguousarray, np.asfortranarray)
def in_order_vjp(y, y_bar, a, dtype=None):
    return items(y_bar, a, ())


@jvp(np.full)
def full_jvp(y, fill_value_dot, shape, fill_value, dtype=None):
    return np.full(shape, fill_value_dot)


@vjp(np.full)
def full_vjp(y, y_bar, shape, fill_value, dtype=None):
    return None, unbroadcast(y_bar, fill_value)


@jvp(np.full_like)
def full_like_jvp(y, a_dot, fill_value_dot, a, fill_value, dtype=None):
    return spread(fill_value_dot, y)


@vjp(np.full_like)
def full_like_vjp(y, y_bar, a, fill_value, dtype=None):
    return None, unbroadcast(y_bar, fill_value)


@jvp(np.linspace)
def linspace_jvp(y, start_dot, stop_dot, start, stop, num=50, endpoint=True):
    """Further arguments are read as Python (`definitions/grids.py`)."""
    t = np.linspace(0.0, 1.0, num, endpoint=endpoint)
    if np.ndim(y) > 1:
        t = np.reshape(t, (num,) + (1,) * (np.ndim(y) - 1))
    return spread((1.0 - t) * start_dot, y) + spread(t * stop_dot, y)


@vjp(np.linspace)
def linspace_vjp(y, y_bar, start, stop, num=50, endpoint=True):
    t = np.linspace(0.0, 1.0, num, endpoint=endpoint)
    if np.ndim(y_bar) > 2:  # np.dot would add up along another axis
        start_bar, stop_bar = np.tensordot(1.0 - t, y_bar, 1), np.tensordot(t, y_bar, 1)
    else:
        start_bar, stop_bar = np.dot(1.0 - t, y_bar), np.dot(t, y_bar)
    return unbroadcast(start_bar, start), unbroadcast(stop_bar, stop)


@jvp(np.arange)
def arange_jvp(y, start_dot, stop_dot, step_dot, start, stop=None, step=1, dtype=None):
    """`stop` decides the length only; alone it stands first."""
    if stop is None:
        return None
    return spread(start_dot, y) + (y - start) / step * step_dot


@vjp(np.arange)
def arange_vjp(y, y_bar, start, stop=None, step=1, dtype=None):
    if stop is None:
        return None, None, None
    return np.sum(y_bar), None, np.sum(y_bar * (y - start)) / step


def unsplit(y_bar, ary, indices, axis):
    """The transpose of splitting: joining, or adding up what lies in several parts."""
    if isinstance(indices, (int, np.integer)) or ascend(indices):
        return np.concatenate(y_bar, axis=axis)
    ary_bar = np.zeros_like(ary)
    start = None
    for k in range(len(y_bar)):
        stop = indices[k] if k < len(indices) else None
        part = along(axis, slice(start, stop), np.ndim(ary))
        ary_bar = prims.accumulate(ary_bar, (part,), y_bar[k])
        start = stop
    return ary_bar


def ascend(indices):
    """True for indices that are known to, all counted from the same end."""
    if len(indices) < 2:
        return True
    if not all([is_static(k) for k in indices]):
        return False
    pairs = zip(indices, indices[1:])
    return all([a <= b and (a < 0) == (b < 0) for a, b in pairs])


@jvp(np.split)
def split_jvp(y, ary_dot, ary, indices_or_sections, axis=0):
    return np.split(ary_dot, indices_or_sections, axis=axis)


@vjp(np.split)
def split_vjp(y, y_bar, ary, indices_or_sections, axis=0):
    return unsplit(y_bar, ary, indices_or_sections, axis)


@jvp(np.array_split)
def array_split_jvp(y, ary_dot, ary, indices_or_sections, axis=0):
    return np.array_split(ary_dot, indices_or_sections, axis=axis)


@vjp(np.array_split)
def array_split_vjp(y, y_bar, ary, indices_or_sections, axis=0):
    return unsplit(y_bar, ary, indices_or_sections, axis)


@jvp(np.hsplit)
def hsplit_jvp(y, ary_dot, ary, indices_or_sections):
    return np.hsplit(ary_dot, indices_or_sections)


@vjp(np.hsplit)
def hsplit_vjp(y, y_bar, ary, indices_or_sections):
    return unsplit(y_bar, ary, indices_or_sections, 0 if np.ndim(ary) == 1 else 1)


@jvp(np.vsplit)
def vsplit_jvp(y, ary_dot, ary, indices_or_sections):
    return np.vsplit(ary_dot, indices_or_sections)


@vjp(np.vsplit)
def vsplit_vjp(y, y_bar, ary, indices_or_sections):
    return unsplit(y_bar, ary, indices_or_sections, 0)


@jvp(np.dsplit)
def dsplit_jvp(y, ary_dot, ary, indices_or_sections):
    return np.dsplit(ary_dot, indices_or_sections)


@vjp(np.dsplit)
def dsplit_vjp(y, y_bar, ary, indices_or_sections):
    return unsplit(y_bar, ary, indices_or_sections, 2)


@jvp(np.broadcast_arrays)
def broadcast_arrays_jvp(y, args_dot, *args):
    return [spread(a_dot, part) for a_dot, part in zip(args_dot, y)]


@vjp(np.broadcast_arrays)
def broadcast_arrays_vjp(y, y_bar, *args):
    return tuple([unbroadcast(bar, a) for bar, a in zip(y_bar, args)])


def own_axis(k, count, indexing):
    """The axis of the grids along which the k-th argument varies."""
    return k if indexing == "ij" or k > 1 or count == 1 else 1 - k


@jvp(np.meshgrid)
def meshgrid_jvp(y, xi_dot, *xi, copy=True, sparse=False, indexing="xy"):
    dots = []
    for k in range(len(xi)):
        x_dot = xi_dot[k]
        if np.ndim(xi[k]) == 1:
            after = len(xi) - 1 - own_axis(k, len(xi), indexing)
            x_dot = x_dot[(slice(None),) + (None,) * after]
        dots.append(spread(x_dot, y[k]))
    return dots


@vjp(np.meshgrid)
def meshgrid_vjp(y, y_bar, *xi, copy=True, sparse=False, indexing="xy"):
    bars = []
    for k in range(len(xi)):
        if y_bar[k] is None:
            bars.append(None)
            continue
        own = own_axis(k, len(xi), indexing)
        rest = tuple([axis for axis in range(len(xi)) if axis != own])
        bars.append(np.reshape(np.sum(y_bar[k], axis=rest), np.shape(xi[k])))
    return tuple(bars)
