"""Methods of ufuncs that go along an axis: running extrema, and sums and extrema of segments.

What equal entries of a running extremum have is what `np.maximum` gives them one after the other;
those of a segment share evenly, as in `np.max`.
"""

from __future__ import annotations

import numpy as np

from ..ir import prims
from ..runtime.masks import kept_where, shared
from .axes import along, backwards
from .registry import jvp, vjp
from .selection import half
from .series import recurrence, recurrence_back, shifted


def without_a_first(c, y, axis):
    """`c`, which says of all entries but the first what they have of the one before, with 0 for
    the first."""
    first = np.zeros_like(y[along(axis, slice(None, 1), np.ndim(y))])
    return np.concatenate((first, c), axis=axis)


def share_of_before(y, array, axis):
    """How much of the extremum before each entry is in the next: all, nothing, or half of a tie."""
    before = y[along(axis, slice(None, -1), np.ndim(y))]
    rest = along(axis, slice(1, None), np.ndim(y))
    share = (before == y[rest]) - half(y) * (before == array[rest])
    return without_a_first(share, y, axis)


def passed_on(c, b, axis):
    """`recurrence`, where nothing is passed on by c = 0, not even what is infinite."""
    steps = 1
    while steps < np.shape(b)[axis]:
        b = b + kept_where(c * shifted(b, steps, axis, 0.0), c > 0.0)
        c = c * shifted(c, steps, axis, 0.0)
        steps = 2 * steps
    return b


def latest(met):
    """Where each running extremum has last met an entry, of which `met` tells which are met."""
    return np.maximum.accumulate(np.where(met, np.arange(len(met)), 0))


@jvp(np.maximum.accumulate, np.minimum.accumulate)
def running_extremum_jvp(y, array_dot, array, axis=0, dtype=None):
    if np.ndim(array) == 1:
        at = latest((array == y) | np.isnan(y))
        y_dot = np.copy(array_dot)
        for k in np.flatnonzero(array[1:] == y[:-1]):
            y_dot[k + 1] = half(y) * (y_dot[k + 1] + y_dot[at[k]])
        return y_dot[at]
    c = share_of_before(y, array, axis)
    return passed_on(c, shared(array_dot, 1.0 - c, c < 1.0), axis)


@vjp(np.maximum.accumulate, np.minimum.accumulate)
def running_extremum_vjp(y, y_bar, array, axis=0, dtype=None):
    if np.ndim(array) == 1:
        met = (array == y) | np.isnan(y)
        at = latest(met)
        array_bar = prims.accumulate_at(np.zeros_like(array), (at,), y_bar)
        for k in np.flatnonzero(array[1:] == y[:-1])[::-1]:
            share = half(y) * array_bar[k + 1]
            array_bar[k + 1] = share
            array_bar[at[k]] = array_bar[at[k]] + share
        return kept_where(array_bar, met)
    c = share_of_before(y, array, axis)
    after = shifted(backwards(c, axis), 1, axis, 0.0)
    g = backwards(passed_on(after, backwards(y_bar, axis), axis), axis)
    return shared(g, 1.0 - c, c < 1.0)


def slope_by_before(y, total, axis):
    """The derivative of a running `logaddexp` by the one before."""
    before = y[along(axis, slice(None, -1), np.ndim(y))]
    slope = np.exp(before - total[along(axis, slice(1, None), np.ndim(y))])
    return without_a_first(slope, y, axis)


@jvp(np.logaddexp.accumulate)
def running_logaddexp_jvp(y, array_dot, array, axis=0, dtype=None):
    total = np.where(y == -np.inf, 0.0, y)
    return recurrence(slope_by_before(y, total, axis), np.exp(array - total) * array_dot, axis)


@vjp(np.logaddexp.accumulate)
def running_logaddexp_vjp(y, y_bar, array, axis=0, dtype=None):
    total = np.where(y == -np.inf, 0.0, y)
    return np.exp(array - total) * recurrence_back(slope_by_before(y, total, axis), y_bar, axis)


def segments(array, indices, axis):
    """Which entries each result of `reduceat` is made of, one segment after the other, how many
    they are, and where each segment starts. An index that the next one is not behind is alone."""
    lengths = np.maximum(np.append(indices[1:], np.shape(array)[axis]) - indices, 1)
    starts = np.cumsum(lengths) - lengths
    entries = np.arange(np.sum(lengths)) + np.repeat(indices - starts, lengths)
    return along(axis, entries, np.ndim(array)), lengths, starts


@jvp(np.add.reduceat)
def sum_of_segments_jvp(y, array_dot, array, indices, axis=0, dtype=None):
    return np.add.reduceat(array_dot, indices, axis)


@vjp(np.add.reduceat)
def sum_of_segments_vjp(y, y_bar, array, indices, axis=0, dtype=None):
    entries, lengths, starts = segments(array, indices, axis)
    g = np.repeat(y_bar, lengths, axis=axis)
    return prims.accumulate_at(np.zeros_like(array), (entries,), g)


@jvp(np.maximum.reduceat, np.minimum.reduceat)
def extremum_of_segments_jvp(y, array_dot, array, indices, axis=0, dtype=None):
    entries, lengths, starts = segments(array, indices, axis)
    hit = array[entries] == np.repeat(y, lengths, axis=axis)
    number = np.add.reduceat(prims.astype(hit, y.dtype), starts, axis)
    return np.add.reduceat(shared(array_dot[entries], hit, hit), starts, axis) / number


@vjp(np.maximum.reduceat, np.minimum.reduceat)
def extremum_of_segments_vjp(y, y_bar, array, indices, axis=0, dtype=None):
    entries, lengths, starts = segments(array, indices, axis)
    hit = array[entries] == np.repeat(y, lengths, axis=axis)
    number = np.add.reduceat(prims.astype(hit, y.dtype), starts, axis)
    g = shared(np.repeat(y_bar / number, lengths, axis=axis), hit, hit)
    return prims.accumulate_at(np.zeros_like(array), (entries,), g)
