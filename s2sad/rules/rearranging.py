"""Repeating, rolling, flipping and padding arrays; their diagonals, triangles and windows."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..ir import prims
from ..runtime.broadcast import unbroadcast
from ..runtime.static import is_static
from .axes import along
from .registry import jvp, vjp


@jvp(np.tile)
def tile_jvp(y, A_dot, A, reps):
    return np.tile(A_dot, reps)


@vjp(np.tile)
def tile_vjp(y, y_bar, A, reps):
    """Axis k of the result runs over the repetitions, then over axis k of `A`."""
    counts = [reps] if isinstance(reps, (int, np.integer)) else list(reps)
    ndim = np.ndim(y_bar)
    counts = [1] * (ndim - len(counts)) + counts
    lengths = [1] * (ndim - np.ndim(A)) + list(np.shape(A))
    split = []
    for count, length in zip(counts, lengths):
        split = split + [count, length]
    repetitions = tuple(range(0, 2 * ndim, 2))
    return np.reshape(np.sum(np.reshape(y_bar, split), axis=repetitions), np.shape(A))


@jvp(np.repeat)
def repeat_jvp(y, a_dot, a, repeats, axis=None):
    return np.repeat(a_dot, repeats, axis=axis)


@vjp(np.repeat)
def repeat_vjp(y, y_bar, a, repeats, axis=None):
    if axis is None:
        flat = repeat_back(y_bar, np.size(a), repeats, np.zeros(np.size(a), y_bar.dtype), 0)
        return np.reshape(flat, np.shape(a))
    return repeat_back(y_bar, np.shape(a)[axis], repeats, np.zeros_like(a), axis % np.ndim(a))


def repeat_back(y_bar, length, repeats, zero, axis):
    """The sum over the repetitions of each of the `length` entries along `axis`."""
    if isinstance(repeats, (int, np.integer)):
        shape = np.shape(y_bar)
        split = shape[:axis] + (length, repeats) + shape[axis + 1 :]
        return np.sum(np.reshape(y_bar, split), axis=axis + 1)
    source = np.repeat(np.arange(length), repeats)
    return prims.accumulate_at(zero, (along(axis, source, np.ndim(zero)),), y_bar)


def rolled(a, shift, axis):
    return np.roll(a, shift) if axis is None else np.roll(a, shift, axis=axis)


@jvp(np.roll)
def roll_jvp(y, a_dot, a, shift, axis=None):
    return rolled(a_dot, shift, axis)


@vjp(np.roll)
def roll_vjp(y, y_bar, a, shift, axis=None):
    back = tuple([-s for s in shift]) if isinstance(shift, (list, tuple)) else -shift
    return rolled(y_bar, back, axis)


@jvp(np.flip)
def flip_jvp(y, m_dot, m, axis=None):
    return np.flip(m_dot, axis=axis)


@vjp(np.flip)
def flip_vjp(y, y_bar, m, axis=None):
    return np.flip(y_bar, axis=axis)


@jvp(np.fliplr)
def fliplr_jvp(y, m_dot, m):
    return m_dot[:, ::-1]


@vjp(np.fliplr)
def fliplr_vjp(y, y_bar, m):
    return y_bar[:, ::-1]


@jvp(np.flipud)
def flipud_jvp(y, m_dot, m):
    return m_dot[::-1]


@vjp(np.flipud)
def flipud_vjp(y, y_bar, m):
    return y_bar[::-1]


@jvp(np.rot90)
def rot90_jvp(y, m_dot, m, k=1, axes=(0, 1)):
    return np.rot90(m_dot, k, axes)


@vjp(np.rot90)
def rot90_vjp(y, y_bar, m, k=1, axes=(0, 1)):
    return np.rot90(y_bar, -k, axes)


def widths_of(pad_width, axis, ndim):
    """How many entries are put before those of an axis, and behind them."""
    if isinstance(pad_width, (int, np.integer)):
        return pad_width, pad_width
    if isinstance(pad_width[0], (int, np.integer)):
        return pad_width[0], pad_width[1] if len(pad_width) > 1 else pad_width[0]
    width = pad_width[axis] if len(pad_width) == ndim else pad_width[0]
    return width[0], width[1] if len(width) > 1 else width[0]


def inner_part(pad_width, shape):
    """The index of the original array in the padded one."""
    index = []
    for axis in range(len(shape)):
        before, _ = widths_of(pad_width, axis, len(shape))
        index.append(slice(before, before + shape[axis]))
    return tuple(index)


def without_frame(pad_width, shape):
    """The same index, counted from both ends where it is known that there is a frame."""
    index = []
    for axis, inside in enumerate(inner_part(pad_width, shape)):
        before, after = widths_of(pad_width, axis, len(shape))
        if is_static(before) and is_static(after):
            inside = slice(before if before else None, -after if after else None)
        index.append(inside)
    return tuple(index)


@jvp(np.pad)
def pad_jvp(
    y, array_dot, constant_values_dot, array, pad_width, mode="constant", constant_values=0
):
    if mode != "constant":
        return np.pad(array_dot, pad_width, mode=mode)
    inside = np.pad(array_dot, pad_width)
    frame = np.pad(np.zeros(np.shape(array)), pad_width, constant_values=1.0)
    return inside + frame * constant_values_dot


@vjp(np.pad)
def pad_vjp(y, y_bar, array, pad_width, mode="constant", constant_values=0):
    """The other modes copy entries: padding their numbers tells where each one came from. The edge
    and, by one entry, the other end are added to what they were copied from, axis by axis."""
    if mode == "constant":
        array_bar = y_bar[without_frame(pad_width, np.shape(array))]
        return array_bar, None, None, np.sum(y_bar) - np.sum(array_bar)
    assert mode in ("edge", "wrap", "reflect", "symmetric"), "this mode of np.pad has no rule"
    if mode == "edge" or (mode == "wrap" and is_static(pad_width) and pad_width == 1):
        for axis in range(np.ndim(array)):
            y_bar = unpadded(y_bar, axis, inner_part(pad_width, np.shape(array))[axis], mode)
        return y_bar
    numbers = np.reshape(np.arange(np.size(array)), np.shape(array))
    source = np.pad(numbers, pad_width, mode=mode)
    flat = prims.accumulate_at(np.zeros(np.size(array), y_bar.dtype), (source,), y_bar)
    return np.reshape(flat, np.shape(array))


def unpadded(g, axis, inside, mode):
    """The cotangent of what was padded along an axis by copies of its ends."""
    before, whole = inside.start, (slice(None),) * axis
    first, last = (0, -1) if mode == "edge" else (-1, 0)
    part = g[(*whole, inside)]
    start = np.sum(g[(*whole, slice(None, before))], axis=axis)
    end = np.sum(g[(*whole, slice(inside.stop, None))], axis=axis)
    part = prims.accumulate(part, ((*whole, first),), start)
    return prims.accumulate(part, ((*whole, last),), end)


def diagonal_index(length, k):
    """Rows and columns of the first `length` entries of the k-th diagonal."""
    steps = np.arange(length)
    return (steps, steps + k) if k >= 0 else (steps - k, steps)


@jvp(np.diag)
def diag_jvp(y, v_dot, v, k=0):
    return np.diag(v_dot) if k == 0 else np.diag(v_dot, k)


@vjp(np.diag)
def diag_vjp(y, y_bar, v, k=0):
    if np.ndim(v) == 1:
        return np.diag(y_bar) if k == 0 else np.diag(y_bar, k)
    return prims.write(np.zeros_like(v), (diagonal_index(len(y_bar), k),), y_bar)


@jvp(np.diagflat)
def diagflat_jvp(y, v_dot, v, k=0):
    return np.diagflat(v_dot, k)


@vjp(np.diagflat)
def diagflat_vjp(y, y_bar, v, k=0):
    return np.reshape(np.diag(y_bar, k), np.shape(v))


@jvp(np.diagonal)
def diagonal_jvp(y, a_dot, a, offset=0, axis1=0, axis2=1):
    return np.diagonal(a_dot, offset, axis1, axis2)


@vjp(np.diagonal)
def diagonal_vjp(y, y_bar, a, offset=0, axis1=0, axis2=1):
    rows, columns = diagonal_index(np.shape(y_bar)[-1], offset)
    if np.ndim(a) == 2 and axis1 % 2 == 0:
        return prims.write(np.zeros_like(a), ((rows, columns),), y_bar)
    moved = np.moveaxis(np.zeros_like(a), (axis1, axis2), (-2, -1))
    return np.moveaxis(prims.write(moved, ((..., rows, columns),), y_bar), (-2, -1), (axis1, axis2))


@jvp(np.trace)
def trace_jvp(y, a_dot, a, offset=0, axis1=0, axis2=1):
    return np.trace(a_dot, offset, axis1, axis2)


@vjp(np.trace)
def trace_vjp(y, y_bar, a, offset=0, axis1=0, axis2=1):
    rows, columns = np.shape(a)[axis1], np.shape(a)[axis2]
    ones = np.eye(rows, columns) if offset == 0 else np.eye(rows, columns, offset)
    if np.ndim(a) == 2:
        return y_bar * (ones if axis1 % 2 == 0 else np.transpose(ones))
    return np.moveaxis(y_bar[..., None, None] * ones, (-2, -1), (axis1, axis2))


@jvp(np.tril)
def tril_jvp(y, m_dot, m, k=0):
    return np.tril(m_dot) if k == 0 else np.tril(m_dot, k)


@vjp(np.tril)
def tril_vjp(y, y_bar, m, k=0):
    return unbroadcast(np.tril(y_bar) if k == 0 else np.tril(y_bar, k), m)


@jvp(np.triu)
def triu_jvp(y, m_dot, m, k=0):
    return np.triu(m_dot) if k == 0 else np.triu(m_dot, k)


@vjp(np.triu)
def triu_vjp(y, y_bar, m, k=0):
    return unbroadcast(np.triu(y_bar) if k == 0 else np.triu(y_bar, k), m)


@jvp(sliding_window_view)
def sliding_window_view_jvp(y, x_dot, x, window_shape, axis=None):
    return sliding_window_view(x_dot, window_shape, axis)


@vjp(sliding_window_view)
def sliding_window_view_vjp(y, y_bar, x, window_shape, axis=None):
    """The axes of the windows stand last, and what they hold goes back one axis at a time."""
    axes = range(np.ndim(x)) if axis is None else [axis] if np.ndim(axis) == 0 else axis
    for own in reversed(axes):
        y_bar = out_of_windows(y_bar, own % np.ndim(x), np.shape(x)[own])
    return y_bar


def out_of_windows(y_bar, axis, length):
    """The sum of windows along the last axis, each at its place along another one."""
    shape = np.shape(y_bar)
    x_bar = np.zeros(shape[:axis] + (length,) + shape[axis + 1 : -1], y_bar.dtype)
    for k, _ in enumerate(np.moveaxis(y_bar, -1, 0)):  # a loop in the derivative, too
        x_bar[(slice(None),) * axis + (slice(k, k + shape[axis]),)] += y_bar[..., k]
    return x_bar
