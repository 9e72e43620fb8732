import numpy as np


def f(x):
    parts = []
    for v in x:
        parts.append(v * v)
    return parts[0] * parts[-1]


ARGS = (np.array([0.5, -1.5, 0.3]),)
