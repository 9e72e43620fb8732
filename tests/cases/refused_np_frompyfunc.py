import numpy as np

g = np.frompyfunc(lambda v: v * v, 1, 1)


def f(x):
    return np.sum(g(x))


ARGS = (np.array([0.7, -0.3]),)
REFUSED = "frompyfunc"
