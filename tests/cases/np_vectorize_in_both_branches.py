"""One of the arrays that are broadcast together has a tangent, in second order as a residual."""

import numpy as np


def scaled(v, k):
    return v * v if v > 0 else k * v


everywhere = np.vectorize(scaled)


def f(x):
    if np.sum(x) > 0:
        s = np.sum(everywhere(x, 2.0))
    else:
        s = 2.0 * np.sum(everywhere(x, 2.0))
    return s


ARGS = (np.array([0.7, -0.3]),)
