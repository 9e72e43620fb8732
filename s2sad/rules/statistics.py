"""Averages, quantiles, covariances and counts."""

from __future__ import annotations

import numpy as np

from ..runtime.broadcast import spread, unbroadcast
from .axes import averaged, lined_up, reduced_size, restore_axes, summed
from .joining import items
from .reduction import max_jvp, max_vjp
from .registry import jvp, vjp
from .transposes import adjoint, conjugated, transposed


@jvp(np.average)
def average_jvp(y, a_dot, weights_dot, a, axis=None, weights=None, keepdims=False):
    if weights is None:
        return averaged(a_dot, axis, keepdims)
    w = spread(lined_up(weights, a, axis), a)
    w_dot = lined_up(weights_dot, a, axis)
    centred = a - restore_axes(y, a, axis, keepdims)
    total = summed(w, axis, keepdims)
    return summed(a_dot * w + centred * w_dot, axis, keepdims) / total


@vjp(np.average)
def average_vjp(y, y_bar, a, axis=None, weights=None, keepdims=False):
    if weights is None:
        return spread(restore_axes(y_bar / reduced_size(a, axis), a, axis, keepdims), a)
    w = lined_up(weights, a, axis)
    g = restore_axes(y_bar / summed(spread(w, a), axis, keepdims), a, axis, keepdims)
    w_bar = unbroadcast(g * (a - restore_axes(y, a, axis, keepdims)), w)
    return g * w, None, np.reshape(w_bar, np.shape(weights))


def observations(m, rowvar):
    """`m` with one variable in each row."""
    if np.ndim(m) < 2:
        return np.reshape(m, (1, -1))
    return m if rowvar else transposed(m)


def degrees_of_freedom(x, bias, ddof):
    if ddof is None:
        ddof = 0 if bias else 1
    return np.shape(x)[1] - ddof


@jvp(np.cov)
def cov_jvp(y, m_dot, m, rowvar=True, bias=False, ddof=None):
    x = observations(m, rowvar)
    half = observations(m_dot, rowvar) @ adjoint(x - np.mean(x, axis=1, keepdims=True))
    both = (half + adjoint(half)) / degrees_of_freedom(x, bias, ddof)
    return np.reshape(both, np.shape(y))


@vjp(np.cov)
def cov_vjp(y, y_bar, m, rowvar=True, bias=False, ddof=None):
    x = observations(m, rowvar)
    g = np.reshape(y_bar, (np.shape(x)[0], np.shape(x)[0]))
    x_bar = (g + adjoint(g)) @ conjugated(x - np.mean(x, axis=1, keepdims=True))
    x_bar = x_bar / degrees_of_freedom(x, bias, ddof)
    return np.reshape(x_bar if rowvar or np.ndim(m) < 2 else transposed(x_bar), np.shape(m))


def standardized(x):
    """The rows of `x` less their mean, of length 1; and the lengths that they had."""
    assert not np.iscomplexobj(x), "np.corrcoef has a derivative for real numbers only"
    centred = x - np.mean(x, axis=1, keepdims=True)
    length = np.sqrt(np.sum(centred * centred, axis=1, keepdims=True))
    return centred / length, length


@jvp(np.corrcoef)
def corrcoef_jvp(y, x_dot, x, rowvar=True):
    """The correlations are the products of rows of length 1, which only turn."""
    u, length = standardized(observations(x, rowvar))
    v = observations(x_dot, rowvar)
    half = ((v - u * np.sum(u * v, axis=1, keepdims=True)) / length) @ transposed(u)
    return np.reshape(half + transposed(half), np.shape(y))


@vjp(np.corrcoef)
def corrcoef_vjp(y, y_bar, x, rowvar=True):
    u, length = standardized(observations(x, rowvar))
    g = np.reshape(y_bar, (np.shape(u)[0], np.shape(u)[0]))
    v = (g + transposed(g)) @ u
    x_bar = (v - u * np.sum(u * v, axis=1, keepdims=True)) / length
    return np.reshape(x_bar if rowvar or np.ndim(x) < 2 else transposed(x_bar), np.shape(x))


@jvp(np.bincount)
def bincount_jvp(y, weights_dot, x, weights=None, minlength=0):
    return np.bincount(x, weights_dot, minlength)


@vjp(np.bincount)
def bincount_vjp(y, y_bar, x, weights=None, minlength=0):
    return None, y_bar[x]


@jvp(np.histogram_bin_edges)
def histogram_bin_edges_jvp(y, a_dot, bins_dot, range_dot, a, bins=10, range=None):
    """Edges are the user's, or lie evenly between the ends of the range, or the extremes."""
    if np.ndim(bins) == 1:
        return np.array(bins_dot) if isinstance(bins, (list, tuple)) else bins_dot
    t = evenly(bins)
    if range is not None:
        return (1.0 - t) * range_dot[0] + t * range_dot[1]
    low_dot, high_dot = max_jvp(np.min(a), a_dot, None, a), max_jvp(np.max(a), a_dot, None, a)
    return (1.0 - t) * low_dot + t * high_dot


@vjp(np.histogram_bin_edges)
def histogram_bin_edges_vjp(y, y_bar, a, bins=10, range=None):
    if np.ndim(bins) == 1:
        return None, items(y_bar, bins, ()), None
    t = evenly(bins)
    low_bar, high_bar = np.dot(1.0 - t, y_bar), np.dot(t, y_bar)
    if range is not None:
        return None, None, [low_bar, high_bar]
    return max_vjp(np.min(a), low_bar, a) + max_vjp(np.max(a), high_bar, a), None, None


def evenly(bins):
    """How far from the first edge to the last one each edge lies."""
    assert not isinstance(bins, str), "edges that np.histogram chooses itself have no derivative"
    return np.linspace(0.0, 1.0, bins + 1)


@jvp(np.histogram)
def histogram_jvp(y, a_dot, bins_dot, range_dot, weights_dot, a, bins=10, range=None,
                  density=None, weights=None):  # fmt: skip
    """Counts are constant, and sums of the weights are linear in these."""
    counts_dot = None
    if weights is not None:
        counts_dot = np.histogram(a, bins, range, None, weights_dot)[0]
    edges_dot = histogram_bin_edges_jvp(y[1], a_dot, bins_dot, range_dot, a, bins, range)
    return counts_dot, edges_dot


@vjp(np.histogram)
def histogram_vjp(y, y_bar, a, bins=10, range=None, density=None, weights=None):
    a_bar, bins_bar, range_bar, weights_bar = None, None, None, None
    if y_bar[1] is not None:
        a_bar, bins_bar, range_bar = histogram_bin_edges_vjp(y[1], y_bar[1], a, bins, range)
    if weights is not None and y_bar[0] is not None:
        edges = y[1]
        place = np.minimum(np.searchsorted(edges, a, side="right") - 1, len(edges) - 2)
        weights_bar = np.where((a >= edges[0]) & (a <= edges[-1]), y_bar[0][place], 0.0)
    return a_bar, bins_bar, range_bar, None, weights_bar
