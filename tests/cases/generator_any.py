import numpy as np


def f(x):
    if any(v < 0.0 for v in x) and not all(v < 0.0 for v in x):
        return np.sum(x * x)
    return np.sum(x)


ARGS = (np.array([0.5, -1.5, 0.3]),)
