import numpy as np


def f(x):
    return sum(np.sum(part) ** 2 for part in np.split(x, int(x[0])))


ARGS = (np.array([2.5, -0.7, 1.4, 0.2]),)
REFUSED = "the number of parts of np.split must be known when the code is generated"
