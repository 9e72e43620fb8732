"""Histograms, and averages and covariances with weights."""

from __future__ import annotations

import numpy as np


def histogram(a, bins=10, range=None, density=None, weights=None):
    counts, edges = np.histogram(a, bins, range, weights=weights)
    return counts / np.diff(edges).astype(float) / np.sum(counts), edges


def average(a, axis=None, weights=None, returned=False, *, keepdims=False):
    mean = np.average(a, axis, weights, keepdims=keepdims)
    if weights is None:
        total = np.full_like(mean, np.size(a) / np.size(mean))
    elif np.ndim(weights) == np.ndim(a):
        total = np.sum(weights, axis=axis, keepdims=keepdims)
    else:
        total = np.sum(weights)
    return mean, np.zeros_like(mean) + total


def cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *,
        dtype=None):  # fmt: skip
    x = np.atleast_2d(m)
    if not rowvar and np.ndim(m) == 2:
        x = np.transpose(x)
    if y is not None:
        other = np.atleast_2d(y)
        if not rowvar and np.ndim(y) == 2:
            other = np.transpose(other)
        x = np.concatenate((x, other), axis=0)
    x = x.astype(np.result_type(x, float) if dtype is None else dtype)
    freedom = ddof
    if ddof is None:
        freedom = 0 if bias else 1
    if fweights is None and aweights is None:
        centred = x - np.mean(x, axis=1, keepdims=True)
        product = centred @ np.conjugate(np.transpose(centred))
        return np.squeeze(product / (np.shape(x)[1] - freedom))
    w = np.ones(np.shape(x)[1]) if fweights is None else np.asarray(fweights) * 1.0
    if aweights is not None:
        w = w * aweights
    total = np.sum(w)
    if freedom == 0 or aweights is None:
        divisor = total - freedom
    else:
        divisor = total - freedom * np.sum(w * aweights) / total
    centred = x - (np.sum(x * w, axis=1) / total)[:, None]
    return np.squeeze((centred * w) @ np.conjugate(np.transpose(centred)) / divisor)


def corrcoef(x, y=None, rowvar=True, *, dtype=None):
    c = cov(x, y, rowvar, dtype=dtype)
    if np.ndim(c) == 0:
        return c / c
    d = np.sqrt(np.real(np.diagonal(c)))
    return c / d[:, None] / d


def histogramdd(sample, bins=10, range=None, density=None, weights=None):
    if isinstance(sample, (list, tuple)):
        columns = tuple(sample)
    else:
        columns = tuple([sample[:, k] for k in range_of(np.shape(sample)[1])])
    edges, place, inside, shape = [], 0, True, []
    for k in range_of(len(columns)):
        own = bins[k] if isinstance(bins, (list, tuple)) else bins
        edge = np.histogram_bin_edges(columns[k], own, None if range is None else range[k])
        inside = inside & (columns[k] >= edge[0]) & (columns[k] <= edge[-1])
        edges.append(edge)
        shape.append(len(edge) - 1)
    for k in range_of(len(columns)):
        found = np.searchsorted(edges[k], columns[k][inside], side="right") - 1
        place = place * shape[k] + np.minimum(found, shape[k] - 1)
    size = 1
    for n in shape:
        size = size * n
    chosen = None if weights is None else weights[inside]
    counts = np.zeros(size)
    counts += np.bincount(place, chosen, minlength=size)  # of nothing it counts in integers
    counts = np.reshape(counts, shape)
    if density:
        counts = counts / np.sum(counts)
        for k in range_of(len(columns)):
            width = np.reshape(np.diff(edges[k]), [-1] + [1] * (len(columns) - 1 - k))
            counts = counts / width
    return counts, edges


#: the built-in function, which `range=` hides
range_of = range


def histogram2d(x, y, bins=10, range=None, density=None, weights=None):
    counts, edges = histogramdd([x, y], bins, range, density, weights)
    return counts, edges[0], edges[1]
