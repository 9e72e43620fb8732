import numpy as np


def f(parts):
    return sum([np.sum(p * p) for p in parts])


ARGS = ([np.array([0.5, -1.5]), np.array([0.3])],)
