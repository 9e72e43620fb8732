import numpy as np


def f(x):
    weights = np.ones(len(x))
    total = 0.0
    for k in range(len(x)):
        total += np.sum(np.sin(weights * x[k])) * x[k]
        weights[k] = 2.0 + k
    return total


ARGS = (np.array([0.3, -0.4, 0.5, 0.2]),)
