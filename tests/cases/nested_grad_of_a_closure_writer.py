"""The function under a nested transform writes into an array of the function around it."""

import numpy as np

from s2sad import grad


def f(x):
    buffer = np.zeros(3)

    def g(y):
        buffer[:] = x * y
        buffer[1] += y**2
        return np.sum(np.sin(buffer))

    return grad(g)(x[0]) * np.sum(buffer * x)


ARGS = (np.array([0.3, 0.5, -0.7]),)
