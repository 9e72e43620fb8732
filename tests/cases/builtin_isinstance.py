import numpy as np


def f(x):
    if isinstance(x, np.ndarray) and not isinstance(x, (list, tuple)):
        return np.sum(x * x)
    return x * x * x


ARGS = (np.array([0.5, -1.5, 0.3]),)
