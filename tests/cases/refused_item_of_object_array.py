import numpy as np


def f(x):
    u = np.empty(2, object)
    u[0] = x
    u[1] = x * x
    return u[0] * u[1]


ARGS = (0.7,)
REFUSED = ""
