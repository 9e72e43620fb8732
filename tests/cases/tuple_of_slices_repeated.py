"""An index with as many slices before it as an argument says."""

import numpy as np


def f(x, axis):
    first = x[(slice(None),) * axis + (0,)]
    return np.sum(first**3) * np.finfo(x.dtype).max ** 0.0


ARGS = (np.array([[0.3, -0.7], [1.1, 0.4]]), 1)
