"""The function under a nested grad writes into the list of unknown length that it is given."""

import numpy as np

from s2sad import grad


def energy(parts):
    parts[0][0] = parts[1][1] * 2
    parts.append(parts[0] * 0.5)
    return np.sum(parts[0] ** 2) * np.sum(parts[-1])


def f(x, n):
    parts = [x * (k + 1) for k in range(n)]
    slopes = grad(energy)(parts)
    return np.sum(slopes[0] * x) + np.sum(slopes[1] * x) + np.sum(parts[0] ** 3) * len(parts)


ARGS = (np.array([0.4, -0.7, 1.1]), 3)
