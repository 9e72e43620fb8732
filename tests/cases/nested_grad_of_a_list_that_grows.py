"""The function under a nested grad is given a list that a loop has filled."""

import numpy as np

from s2sad import grad


def energy(parts):
    total = 0.0
    for i, part in enumerate(parts):
        total = total + np.sum(part ** (i + 2)) * parts[0][0]
    return total


def f(x):
    parts = []
    for k in range(3):
        parts.append(x * (k + 1))
    slopes = grad(energy)(parts)
    return sum(np.sum(slope * part) for slope, part in zip(slopes, parts))


ARGS = (np.array([0.4, -0.7, 1.1]),)
