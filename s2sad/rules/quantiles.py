"""Medians and quantiles: each is one sorted entry, or lies between two neighbours of them.

The derivative goes to the entries that sorting puts there; of equal ones it is the one that
`np.argsort` puts there.
"""

from __future__ import annotations

import numpy as np

from ..ir import prims
from .axes import reduced_axes
from .joining import items
from .masked import chosen, present
from .registry import jvp, vjp

#: alpha and beta of the rules that interpolate (Hyndman and Fan, 1996)
PLOTTING = {
    "linear": (1.0, 1.0), "hazen": (0.5, 0.5), "weibull": (0.0, 0.0),
    "median_unbiased": (1.0 / 3.0, 1.0 / 3.0), "normal_unbiased": (0.375, 0.375),
    "interpolated_inverted_cdf": (0.0, 1.0),
}  # fmt: skip


def rows(x, a, axis):
    """`x`, which is shaped like `a`, with the reduced axes as one, the first."""
    if axis is None:
        return np.ravel(x)
    reduced = reduced_axes(a, axis)
    if len(reduced) == 1:
        return x if reduced[0] == 0 else np.moveaxis(x, reduced[0], 0)
    moved = np.moveaxis(x, reduced, list(range(len(reduced))))
    kept = [np.shape(a)[k] for k in range(np.ndim(a)) if k not in reduced]
    return np.reshape(moved, [-1] + kept)


def rows_back(g, a, axis):
    """The transpose of `rows`."""
    if axis is None:
        return np.reshape(g, np.shape(a))
    reduced = reduced_axes(a, axis)
    if len(reduced) == 1:
        return g if reduced[0] == 0 else np.moveaxis(g, 0, reduced[0])
    kept = [k for k in range(np.ndim(a)) if k not in reduced]
    moved = [np.shape(a)[k] for k in reduced + kept]
    return np.moveaxis(np.reshape(g, moved), list(range(len(reduced))), reduced)


def closest(index):
    """The nearest integer above -1, of two equally near ones the even one."""
    below = np.floor(index)
    return below + 1.0 - (index == below) * (below % 2.0 == 0.0)


def position(n, q, method):
    """Where among `n` sorted entries, counted from 0, the quantile `q` lies."""
    if method in PLOTTING:
        alpha, beta = PLOTTING[method]
        return n * q + (alpha + q * (1.0 - alpha - beta)) - 1.0
    if method == "lower":
        return np.floor(q * (n - 1))
    if method == "higher":
        return np.ceil(q * (n - 1))
    if method == "nearest":
        return np.rint(q * (n - 1))
    if method == "midpoint":
        return 0.5 * (np.floor(q * (n - 1)) + np.ceil(q * (n - 1)))
    if method == "inverted_cdf":
        return np.ceil(n * q) - 1.0
    if method == "closest_observation":
        return closest(n * q - 1.5)
    assert method == "averaged_inverted_cdf", "this method of np.quantile has no rule"
    return np.ceil(n * q) - 1.0 + 0.5 * (np.ceil(n * q) == n * q)


def neighbours(n, q, method):
    """The two sorted entries that `q` lies between, and how far along."""
    if method == "linear" and np.ndim(q) == 0:
        low = int(q * (n - 1))
        return low, min(low + 1, n - 1), q * (n - 1) - low
    inside = np.clip(q * (n - 1) if method == "linear" else position(n, q, method), 0, n - 1)
    low = prims.astype(np.floor(inside), np.dtype("int64"))
    return low, np.minimum(low + 1, n - 1), inside - low


def rise(n, q, method):
    """The derivative of the position by `q`: 0 where a quantile is always an entry itself."""
    if method not in PLOTTING:
        return 0.0
    alpha, beta = PLOTTING[method]
    exact = position(n, q, method)
    return (n + 1.0 - alpha - beta) * ((exact >= 0.0) & (exact <= n - 1))


def along_rows(t, like):
    """Numbers along the first axis, so that they broadcast against `like`."""
    if np.ndim(t) == 0 or np.ndim(like) == 1:
        return t
    return np.reshape(t, (-1,) + (1,) * (np.ndim(like) - 1))


def pick(x, index):
    """The entries of each column of `x` at the positions in `index`."""
    return x[index] if np.ndim(x) == 1 else np.take_along_axis(x, index, axis=0)


def flat(q):
    """The quantiles that are asked for, along one axis."""
    if isinstance(q, (list, tuple)):
        q = np.array(q)
    return np.ravel(q) if np.ndim(q) > 1 else q


def flat_dot(q_dot, q):
    """The tangent of `flat(q)`."""
    if isinstance(q, (list, tuple)):
        return np.array(q_dot)
    return np.ravel(q_dot) if np.ndim(q) > 1 else q_dot


def sorting(x, low, high):
    """The rows that the sorted positions `low` and `high` are found in, for each column."""
    order = np.argsort(x, axis=0)
    if np.ndim(low) == 0 and np.ndim(x) > 1:
        return order[low][None], order[high][None]
    return order[low], order[high]


@jvp(np.quantile)
def quantile_jvp(y, a_dot, q_dot, a, q, axis=None, overwrite_input=False, method="linear",
                 keepdims=False):  # fmt: skip
    x, q_dot = rows(a, a, axis), flat_dot(q_dot, q)
    q = flat(q)
    low, high, t = neighbours(len(x), q, method)
    first, second = sorting(x, low, high)
    x_dot = rows(a_dot, a, axis)
    t = along_rows(t, x)
    y_dot = (1.0 - t) * pick(x_dot, first) + t * pick(x_dot, second)
    slope = (pick(x, second) - pick(x, first)) * along_rows(rise(len(x), q, method), x)
    return np.reshape(y_dot + slope * along_rows(q_dot, x), np.shape(y))


@vjp(np.quantile)
def quantile_vjp(y, y_bar, a, q, axis=None, overwrite_input=False, method="linear",
                 keepdims=False):  # fmt: skip
    x, q_flat = rows(a, a, axis), flat(q)
    low, high, t = neighbours(len(x), q_flat, method)
    first, second = sorting(x, low, high)
    g = y_bar if np.ndim(x) == 1 and np.ndim(y) < 2 else np.reshape(y_bar, np.shape(first))
    t = along_rows(t, x)
    x_bar = put(np.zeros_like(x), first, (1.0 - t) * g)
    slope = (pick(x, second) - pick(x, first)) * g
    q_bar = q_cotangent(slope, q_flat, len(x), method)
    q_bar = np.reshape(q_bar, np.shape(q)) if np.ndim(q) > 1 else items(q_bar, q, ())
    return rows_back(put(x_bar, second, t * g), a, axis), q_bar


def put(x_bar, index, g):
    """The transpose of `pick`; one entry of each column is no entry twice."""
    if np.ndim(index) == 0:
        return prims.accumulate(x_bar, (index,), g)
    if np.ndim(x_bar) == 1:
        return prims.accumulate_at(x_bar, (index,), g)
    if np.shape(index)[0] == 1:
        return put_apart(x_bar, index, g)
    return prims.accumulate_at(x_bar, ((index, *columns(x_bar)),), g)


def put_apart(x_bar, index, g):
    """`put` where the index names no entry twice."""
    if np.ndim(x_bar) == 1:
        return prims.accumulate(x_bar, (index,), g)
    return prims.accumulate(x_bar, ((index, *columns(x_bar)),), g)


def columns(x):
    """The numbers along all axes but the first."""
    return [np.reshape(np.arange(np.shape(x)[k]), columns_of(k, np.ndim(x)))
            for k in range(1, np.ndim(x))]  # fmt: skip


def columns_of(k, ndim):
    """The shape of the numbers along axis `k`."""
    return [-1 if axis == k else 1 for axis in range(ndim)]


def q_cotangent(slope, q, n, method):
    if np.ndim(q) == 0:
        return np.sum(slope) * rise(n, q, method)
    if np.ndim(slope) > 1:
        slope = np.sum(slope, axis=tuple(range(1, np.ndim(slope))))
    return slope * rise(n, q, method)


def fraction_dot(q_dot, q):
    """The tangent of `q` percent as a fraction."""
    return (np.array(q_dot) if isinstance(q, (list, tuple)) else q_dot) / 100.0


@jvp(np.percentile)
def percentile_jvp(y, a_dot, q_dot, a, q, axis=None, overwrite_input=False, method="linear",
                   keepdims=False):  # fmt: skip
    q_dot = fraction_dot(q_dot, q)
    return quantile_jvp(y, a_dot, q_dot, a, np.divide(q, 100.0), axis, False, method)


@vjp(np.percentile)
def percentile_vjp(y, y_bar, a, q, axis=None, overwrite_input=False, method="linear",
                   keepdims=False):  # fmt: skip
    a_bar, q_bar = quantile_vjp(y, y_bar, a, np.divide(q, 100.0), axis, False, method)
    return a_bar, [g / 100.0 for g in q_bar] if isinstance(q, (list, tuple)) else q_bar / 100.0


@jvp(np.median)
def median_jvp(y, a_dot, a, axis=None, overwrite_input=False, keepdims=False):
    x_dot = rows(a_dot, a, axis)
    return np.reshape(np.mean(pick(x_dot, middle(rows(a, a, axis))), axis=0), np.shape(y))


@vjp(np.median)
def median_vjp(y, y_bar, a, axis=None, overwrite_input=False, keepdims=False):
    x = rows(a, a, axis)
    g = y_bar / (2 - len(x) % 2)
    g = g if np.ndim(y) == 0 else np.reshape(g, np.shape(x)[1:])
    return rows_back(put_apart(np.zeros_like(x), middle(x), g), a, axis)


def middle(x):
    """The rows of the one or two entries in the middle; none of no entries."""
    return np.argsort(x, axis=0)[(len(x) - 1) // 2 : len(x) // 2 + 1]


def numbers(x):
    """How many entries of each column are no NaN."""
    return np.sum(~np.isnan(x), axis=0, keepdims=True)


@jvp(np.nanquantile)
def nanquantile_jvp(y, a_dot, q_dot, a, q, axis=None, overwrite_input=False, method="linear",
                    keepdims=False):  # fmt: skip
    """Sorting puts NaN last, so that each column has a length of its own."""
    x, q_dot = rows(a, a, axis), flat_dot(q_dot, q)
    q = along_rows(np.atleast_1d(flat(q)), x)
    first, second, t = nan_neighbours(x, q, method)
    x_dot = rows(a_dot, a, axis)
    y_dot = (1.0 - t) * pick(x_dot, first) + t * pick(x_dot, second)
    slope = (pick(x, second) - pick(x, first)) * rise(numbers(x), q, method)
    return np.reshape(y_dot + slope * along_rows(q_dot, x), np.shape(y))


@vjp(np.nanquantile)
def nanquantile_vjp(y, y_bar, a, q, axis=None, overwrite_input=False, method="linear",
                    keepdims=False):  # fmt: skip
    x, q_column = rows(a, a, axis), along_rows(np.atleast_1d(flat(q)), rows(a, a, axis))
    first, second, t = nan_neighbours(x, q_column, method)
    g = np.reshape(y_bar, np.shape(first))
    slope = (pick(x, second) - pick(x, first)) * rise(numbers(x), q_column, method) * g
    q_bar = np.sum(slope, axis=tuple(range(1, np.ndim(slope)))) if np.ndim(slope) > 1 else slope
    x_bar = put(put(np.zeros_like(x), first, (1.0 - t) * g), second, t * g)
    a_bar = chosen(rows_back(x_bar, a, axis), present(a, True))
    return a_bar, items(np.reshape(q_bar, np.shape(q)), q, ())


def nan_neighbours(x, q, method):
    """As `sorting` and `neighbours`, of each column without its NaN."""
    n = numbers(x)
    inside = np.clip(position(n, q, method), 0, n - 1)
    low = prims.astype(np.floor(inside), np.dtype("int64"))
    order = np.argsort(x, axis=0)
    return pick(order, low), pick(order, np.minimum(low + 1, n - 1)), inside - low


@jvp(np.nanpercentile)
def nanpercentile_jvp(y, a_dot, q_dot, a, q, axis=None, overwrite_input=False, method="linear",
                      keepdims=False):  # fmt: skip
    q_dot = fraction_dot(q_dot, q)
    return nanquantile_jvp(y, a_dot, q_dot, a, np.divide(q, 100.0), axis, False, method)


@vjp(np.nanpercentile)
def nanpercentile_vjp(y, y_bar, a, q, axis=None, overwrite_input=False, method="linear",
                      keepdims=False):  # fmt: skip
    a_bar, q_bar = nanquantile_vjp(y, y_bar, a, np.divide(q, 100.0), axis, False, method)
    return a_bar, [g / 100.0 for g in q_bar] if isinstance(q, (list, tuple)) else q_bar / 100.0


@jvp(np.nanmedian)
def nanmedian_jvp(y, a_dot, a, axis=None, overwrite_input=False, keepdims=False):
    first, second, t = nan_neighbours(rows(a, a, axis), 0.5, "linear")
    x_dot = rows(a_dot, a, axis)
    return np.reshape((1.0 - t) * pick(x_dot, first) + t * pick(x_dot, second), np.shape(y))


@vjp(np.nanmedian)
def nanmedian_vjp(y, y_bar, a, axis=None, overwrite_input=False, keepdims=False):
    x = rows(a, a, axis)
    first, second, t = nan_neighbours(x, 0.5, "linear")
    g = np.reshape(y_bar, np.shape(first))
    x_bar = put(put(np.zeros_like(x), first, (1.0 - t) * g), second, t * g)
    return chosen(rows_back(x_bar, a, axis), present(a, True))
