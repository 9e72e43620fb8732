"""`scipy.spatial.distance`: all distances between the rows of two arrays, or of one.

Loaded by the registry once the user's program has imported `scipy.spatial` itself. What pulls two
rows together is a weight for each pair; with it the sums over pairs are products of matrices. Rows
that coincide do not pull, as `np.linalg.norm` has the derivative 0 at 0.
"""

from __future__ import annotations

import numpy as np
from scipy.spatial import distance

from ..runtime.broadcast import fitted
from .registry import jvp, vjp


def pulls(d, metric):
    """The weight of each pair: the derivative of its distance is this times the difference."""
    assert metric in ("euclidean", "sqeuclidean"), (
        "distances have a derivative in the metrics 'euclidean', 'sqeuclidean' and 'cityblock'"
    )
    return (d != 0.0) / (d + (d == 0.0)) if metric == "euclidean" else 2.0


def row_products(a, b):
    """The inner product of each row of `a` with that of `b`."""
    return np.sum(a * b, axis=1)


@jvp(distance.cdist)
def cdist_jvp(y, XA_dot, XB_dot, XA, XB, metric="euclidean"):
    if metric == "cityblock":
        apart_dot = XA_dot[:, None] - XB_dot
        return np.sum(np.sign(XA[:, None] - XB) * apart_dot, axis=-1)
    own = row_products(XA, XA_dot)[:, None] + row_products(XB, XB_dot)
    return (own - XA_dot @ XB.T - XA @ XB_dot.T) * pulls(y, metric)


@vjp(distance.cdist)
def cdist_vjp(y, y_bar, XA, XB, metric="euclidean"):
    if metric == "cityblock":
        pulled = y_bar[:, :, None] * np.sign(XA[:, None] - XB)
        return np.sum(pulled, axis=1), -np.sum(pulled, axis=0)
    w = y_bar * pulls(y, metric)
    a_bar = np.sum(w, axis=1)[:, None] * XA - w @ XB
    return a_bar, np.sum(w, axis=0)[:, None] * XB - w.T @ XA


@jvp(distance.pdist)
def pdist_jvp(y, X_dot, X, metric="euclidean"):
    i, j = np.triu_indices(np.shape(X)[0], 1)
    apart, apart_dot = X[i] - X[j], X_dot[i] - X_dot[j]
    if metric == "cityblock":
        return np.sum(np.sign(apart) * apart_dot, axis=1)
    return np.sum(apart * apart_dot, axis=1) * pulls(y, metric)


@vjp(distance.pdist)
def pdist_vjp(y, y_bar, X, metric="euclidean"):
    if metric == "cityblock":
        pulled = distance.squareform(y_bar)[:, :, None] * np.sign(X[:, None] - X)
        return np.sum(pulled, axis=1)
    w = distance.squareform(y_bar * pulls(y, metric))
    return np.sum(w, axis=1)[:, None] * X - w @ X


@jvp(distance.squareform)
def squareform_jvp(y, X_dot, X, force="no", checks=True):
    return distance.squareform(X_dot, checks=False)


@vjp(distance.squareform)
def squareform_vjp(y, y_bar, X, force="no", checks=True):
    """Of a vector both triangles are made; of a matrix the upper one is read."""
    if np.ndim(X) == 1:
        return fitted(distance.squareform(y_bar + y_bar.T, checks=False), X)
    return fitted(np.triu(distance.squareform(y_bar), 1), X)
