"""Averages, quantiles, covariances and counts."""

from __future__ import annotations

import numpy as np

from ..ir import prims
from ..runtime.broadcast import spread, unbroadcast
from .axes import averaged, lined_up, reduced_size, restore_axes, summed
from .registry import jvp, vjp
from .transposes import transposed


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


def order_weights(n, q):
    """The weights of n sorted entries in their quantile `q`, which lies between two of them."""
    position = q * (n - 1)
    low = int(position)
    high = min(low + 1, n - 1)
    weights = prims.accumulate(np.zeros(n), (low,), 1.0 - (position - low))
    return prims.accumulate(weights, (high,), position - low)


def quantile_weights(a, q, axis):
    """The derivative of the quantile `q` along `axis` by each entry, in the shape of `a`."""
    ranks = np.argsort(np.argsort(a, axis=axis), axis=axis)
    weights = order_weights(reduced_size(a, axis), q)[ranks]
    return np.reshape(weights, np.shape(a)) if axis is None else weights


@jvp(np.median)
def median_jvp(y, a_dot, a, axis=None, keepdims=False):
    return summed(quantile_weights(a, 0.5, axis) * a_dot, axis, keepdims)


@vjp(np.median)
def median_vjp(y, y_bar, a, axis=None, keepdims=False):
    return restore_axes(y_bar, a, axis, keepdims) * quantile_weights(a, 0.5, axis)


@jvp(np.quantile)
def quantile_jvp(y, a_dot, a, q, axis=None, keepdims=False):
    if np.ndim(q) == 0:
        return summed(quantile_weights(a, q, axis) * a_dot, axis, keepdims)
    weights = [quantile_weights(a, q[k], axis) for k in range(len(q))]
    return np.stack([summed(w * a_dot, axis, keepdims) for w in weights])


@vjp(np.quantile)
def quantile_vjp(y, y_bar, a, q, axis=None, keepdims=False):
    if np.ndim(q) == 0:
        return restore_axes(y_bar, a, axis, keepdims) * quantile_weights(a, q, axis)
    a_bar = np.zeros_like(a)
    for k in range(len(q)):
        weights = quantile_weights(a, q[k], axis)
        a_bar = a_bar + restore_axes(y_bar[k], a, axis, keepdims) * weights
    return a_bar


@jvp(np.percentile)
def percentile_jvp(y, a_dot, a, q, axis=None, keepdims=False):
    return quantile_jvp(y, a_dot, a, np.divide(q, 100.0), axis, keepdims)


@vjp(np.percentile)
def percentile_vjp(y, y_bar, a, q, axis=None, keepdims=False):
    return quantile_vjp(y, y_bar, a, np.divide(q, 100.0), axis, keepdims)


def nan_centred(a, axis, ddof):
    """`a` less its mean over what is no NaN, 0 at NaNs; and the divisor of its variance."""
    mean = np.nanmean(a, axis=axis, keepdims=True)
    count = np.sum(~np.isnan(a), axis=axis, keepdims=True)
    return np.where(np.isnan(a), 0.0, a - mean), count - ddof


@jvp(np.nanvar)
def nanvar_jvp(y, a_dot, a, axis=None, ddof=0, keepdims=False):
    centred, n = nan_centred(a, axis, ddof)
    return summed(2.0 * centred / n * a_dot, axis, keepdims)


@vjp(np.nanvar)
def nanvar_vjp(y, y_bar, a, axis=None, ddof=0, keepdims=False):
    centred, n = nan_centred(a, axis, ddof)
    return restore_axes(2.0 * y_bar, a, axis, keepdims) * centred / n


@jvp(np.nanstd)
def nanstd_jvp(y, a_dot, a, axis=None, ddof=0, keepdims=False):
    centred, n = nan_centred(a, axis, ddof)
    return summed(centred / n * a_dot, axis, keepdims) / (y + (y == 0.0))


@vjp(np.nanstd)
def nanstd_vjp(y, y_bar, a, axis=None, ddof=0, keepdims=False):
    centred, n = nan_centred(a, axis, ddof)
    return restore_axes(y_bar / (y + (y == 0.0)), a, axis, keepdims) * centred / n


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
    half = observations(m_dot, rowvar) @ transposed(x - np.mean(x, axis=1, keepdims=True))
    both = (half + transposed(half)) / degrees_of_freedom(x, bias, ddof)
    return np.reshape(both, np.shape(y))


@vjp(np.cov)
def cov_vjp(y, y_bar, m, rowvar=True, bias=False, ddof=None):
    x = observations(m, rowvar)
    g = np.reshape(y_bar, (np.shape(x)[0], np.shape(x)[0]))
    x_bar = (g + transposed(g)) @ (x - np.mean(x, axis=1, keepdims=True))
    x_bar = x_bar / degrees_of_freedom(x, bias, ddof)
    return np.reshape(x_bar if rowvar or np.ndim(m) < 2 else transposed(x_bar), np.shape(m))


def standardized(x):
    """The rows of `x` less their mean, of length 1; and the lengths that they had."""
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


@jvp(np.histogram, outputs=(0,))
def histogram_jvp(y, a_dot, a, bins=10, range=None):
    """Counts are constant; the edges of bins that follow the data are not."""
    return None, None


@vjp(np.histogram, outputs=(0,))
def histogram_vjp(y, y_bar, a, bins=10, range=None):
    return None
