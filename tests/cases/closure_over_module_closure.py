import numpy as np


def make():
    weights = np.array([0.5, 2.0, -1.0])

    def g(x):
        return np.sum(weights * x * x)

    return g


f = make()


ARGS = (np.array([0.5, -1.5, 0.3]),)
CAPTURED = {"weights": np.array([0.5, 2.0, -1.0])}
