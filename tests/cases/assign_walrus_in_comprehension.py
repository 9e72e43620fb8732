import numpy as np


def f(x):
    parts = [(last := v * v) for v in x]
    return sum(parts) * last


ARGS = (np.array([0.5, -1.5, 0.3]),)
