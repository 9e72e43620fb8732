"""NumPy's functions that call a Python function for each part, as the loops that they are."""

from __future__ import annotations

import numpy as np


def vectorized(function, *arrays):
    """np.vectorize(function)(*arrays), of one result."""
    spread = np.broadcast_arrays(*arrays)
    rows = zip(*[array.ravel() for array in spread])
    return np.array([function(*row) for row in rows]).reshape(spread[0].shape)


def vectorized_over_one(function, array):
    return np.array([function(x) for x in array.ravel()]).reshape(array.shape)


def along_axis(function, axis, array):
    """np.apply_along_axis; the result of `function` is a number or an array of one axis."""
    moved = np.moveaxis(array, axis, -1)
    rows = moved.reshape(-1, moved.shape[-1])
    found = np.array([function(row) for row in rows])
    shaped = found.reshape(moved.shape[:-1] + found.shape[1:])
    return shaped if shaped.ndim < array.ndim else np.moveaxis(shaped, -1, axis)
