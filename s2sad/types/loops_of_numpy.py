"""np.vectorize, as the loop that it is."""

from __future__ import annotations

import numpy as np


def vectorized(function, *arrays):
    """np.vectorize(function)(*arrays), of one result."""
    spread = np.broadcast_arrays(*arrays)
    rows = zip(*[array.ravel() for array in spread])
    return np.array([function(*row) for row in rows]).reshape(spread[0].shape)


def vectorized_over_one(function, array):
    return np.array([function(x) for x in array.ravel()]).reshape(array.shape)
