"""Sets of numbers: each entry of a result is one of the argument's."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..ir.prims import stop_gradient


def unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *,
           equal_nan=True, sorted=True):  # fmt: skip
    """Of equal entries the first one has the derivative."""
    found = np.unique(stop_gradient(ar), True, True, True, axis, equal_nan=equal_nan)
    values = np.ravel(ar)[found[1]] if axis is None else np.take(ar, found[1], axis=axis)
    out = [values]
    if return_index:
        out.append(found[1])
    if return_inverse:
        out.append(found[2])
    if return_counts:
        out.append(found[3])
    return values if len(out) == 1 else tuple(out)


def unique_values(x, /):
    return unique(x)


def union1d(ar1, ar2):
    return unique(np.concatenate((np.ravel(ar1), np.ravel(ar2))))


def intersect1d(ar1, ar2, assume_unique=False, return_indices=False):
    constants = stop_gradient(ar1), stop_gradient(ar2)
    _, first, second = np.intersect1d(*constants, assume_unique, True)
    values = np.ravel(ar1)[first]
    return (values, first, second) if return_indices else values


def setdiff1d(ar1, ar2, assume_unique=False):
    values = np.ravel(ar1) if assume_unique else unique(ar1)
    return values[~np.isin(values, ar2)]


def setxor1d(ar1, ar2, assume_unique=False):
    one = setdiff1d(ar1, ar2, assume_unique)
    return np.sort(np.concatenate((one, setdiff1d(ar2, ar1, assume_unique))))


def sort_complex(a):
    return np.sort(np.asarray(a).astype(complex), axis=-1)


class UniqueAllResult(NamedTuple):
    """Named as NumPy names them."""

    values: np.ndarray
    indices: np.ndarray
    inverse_indices: np.ndarray
    counts: np.ndarray


class UniqueCountsResult(NamedTuple):
    values: np.ndarray
    counts: np.ndarray


class UniqueInverseResult(NamedTuple):
    values: np.ndarray
    inverse_indices: np.ndarray


def unique_all(x, /):
    values, indices, inverse, counts = unique(x, True, True, True)
    return UniqueAllResult(values, indices, inverse, counts)


def unique_counts(x, /):
    values, counts = unique(x, return_counts=True)
    return UniqueCountsResult(values, counts)


def unique_inverse(x, /):
    values, inverse = unique(x, return_inverse=True)
    return UniqueInverseResult(values, inverse)
