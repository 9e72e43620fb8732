import numpy as np


def f(x):
    return np.sum(np.r_["0,2", x, x] ** 2)


ARGS = (np.array([0.3, -0.5, 0.8]),)
REFUSED = "a string in np.r_[...]"
