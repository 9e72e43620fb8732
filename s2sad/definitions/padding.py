"""Padding with what is computed of the entries, one axis after the other as NumPy does."""

from __future__ import annotations

import numpy as np

#: modes that have a rule: each entry of theirs is a constant or one entry of the array
RULED = ("constant", "edge", "wrap", "reflect", "symmetric")


def widths_of(pad_width, ndim):
    """(before, after) for each axis."""
    if isinstance(pad_width, (int, np.integer)):
        return [(pad_width, pad_width)] * ndim
    if isinstance(pad_width[0], (int, np.integer)):
        both = (pad_width[0], pad_width[1] if len(pad_width) > 1 else pad_width[0])
        return [both] * ndim
    return [tuple(w) for w in (pad_width if len(pad_width) == ndim else [pad_width[0]] * ndim)]


def pair(values, axis):
    """What is said for both ends of an axis."""
    if not isinstance(values, (tuple, list)):
        return values, values
    if isinstance(values[0], (tuple, list)):
        return pair(values[axis] if len(values) > 1 else values[0], axis)
    return values[0], values[1] if len(values) > 1 else values[0]


def frame(along, width, mode, length, end, ramp_from_front):
    """The rows that come before (or behind) the array, whose first axis is padded."""
    if mode == "linear_ramp":
        edge = along[:1] if ramp_from_front else along[-1:]
        t = np.reshape(np.arange(width) / max(width, 1), (-1,) + (1,) * (np.ndim(along) - 1))
        ramp = end + (edge - end) * t
        return ramp if ramp_from_front else ramp[::-1]
    if mode == "constant":
        return np.full((width,) + np.shape(along)[1:], end, along.dtype)
    n = len(along) if length is None else min(length, len(along))
    part = along[:n] if ramp_from_front else along[len(along) - n :]
    if mode == "maximum":
        row = np.max(part, axis=0, keepdims=True)
    elif mode == "minimum":
        row = np.min(part, axis=0, keepdims=True)
    elif mode == "mean":
        row = np.mean(part, axis=0, keepdims=True)
    else:
        assert mode == "median", "this mode of np.pad has no derivative"
        row = np.median(part, axis=0, keepdims=True)
    return np.repeat(row, width, axis=0)


def odd_reflection(along, before, after, symmetric):
    """The mirror images through both end entries, not in them, one behind the other: every second
    one is the array itself, moved by the distance of its ends."""
    n = len(along)
    places = np.arange(-before, n + after)
    period = n if symmetric else max(n - 1, 1)
    turn, place = places // period, places % period
    mirrored = turn % 2 == 1
    entries = along[np.where(mirrored, n - 1 - place, place)]
    column = (-1,) + (1,) * (np.ndim(along) - 1)
    mirrored, turn = np.reshape(mirrored, column), np.reshape(turn, column).astype(along.dtype)
    first, last = along[:1], along[-1:]
    return np.where(mirrored, first + last - entries, entries) + turn * (last - first)


def pad(array, pad_width, mode="constant", stat_length=None, end_values=0, reflect_type="even",
        constant_values=0):  # fmt: skip
    array = np.asarray(array)
    widths = widths_of(pad_width, np.ndim(array))
    for axis in range(np.ndim(array)):
        before, after = widths[axis]
        along = np.moveaxis(array, axis, 0)
        if reflect_type == "odd":
            padded = odd_reflection(along, before, after, mode == "symmetric")
        else:
            first, last = pair(stat_length, axis)
            low, high = pair(constant_values if mode == "constant" else end_values, axis)
            head = frame(along, before, mode, first, low, True)
            tail = frame(along, after, mode, last, high, False)
            padded = np.concatenate((head, along, tail), axis=0)
        array = np.moveaxis(padded.astype(array.dtype), 0, axis)
    return array
