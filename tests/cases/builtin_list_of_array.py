import numpy as np


def f(x):
    parts = list(x)
    parts.append(x[0] * x[1])
    return sum(tuple(parts)) * parts[-1]


ARGS = (np.array([0.5, -1.5, 0.3]),)
