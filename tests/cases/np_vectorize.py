import numpy as np


def g(v, k):
    return v * v if v > 0 else k * v


vg = np.vectorize(g)


def f(x):
    return np.sum(vg(x, 2.0)) + np.sum(np.vectorize(lambda v: v**3)(x))


ARGS = (np.array([0.7, -0.3]),)
