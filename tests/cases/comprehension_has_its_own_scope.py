import numpy as np


def f(x, v):
    parts = [v * v for v in x]
    return v * parts[0]


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
