"""A dict that each iteration of a loop makes anew, with other keys."""

import numpy as np


def f(x, labels):
    state = {0: x[0]}
    for l, v in zip(labels, x):
        new = {}
        for k, p in state.items():
            new[k + l] = new.get(k + l, 0.0) + p * v
            new[k] = new.get(k, 0.0) + p * (1 - v)
        state = new
    return sum((k * p for k, p in state.items()))


ARGS = (np.array([0.3, 0.6, 0.2]), np.array([1, 2, 1]))
