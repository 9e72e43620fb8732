import numpy as np


def f(x):
    out = [0.0 for _ in range(len(x))]
    out[1:3] = [x[0], x[1]]
    return sum(out) ** 2


ARGS = (np.array([0.7, 0.2, 0.3]),)
REFUSED = "assign the items one by one"
