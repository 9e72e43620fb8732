"""The function that docs/architecture.md follows through the compiler."""

import numpy as np


def loss(x, y):
    """How far the running maximum of x is from y."""
    u = x.copy()
    for k in range(1, len(u)):
        if u[k] < u[k - 1]:
            u[k] = u[k - 1]
    return np.sum((u - y) ** 2)
