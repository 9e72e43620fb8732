"""A function that exists from the first iteration on sees what the loop leaves."""

import numpy as np


def f(x):
    y = np.sin(x)
    r = y[0]
    for k in range(3):
        scaled = lambda s: r * s
        r = y[k]
    return np.sum(y**2) + np.sum(scaled(2.0))


ARGS = (np.array([[0.1, 0.3], [0.5, -0.7], [0.9, 0.2]]),)
