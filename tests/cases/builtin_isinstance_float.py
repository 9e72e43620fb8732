import numpy as np


def f(x):
    if isinstance(x, np.ndarray):
        return np.sum(x * x)
    return x * x * x


ARGS = (0.7,)
