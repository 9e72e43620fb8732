import numpy as np


def f(x):
    u = x.copy()
    np.multiply(u, 3.0, out=u, where=x > 0.0)
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3]),)
MAY_REFUSE = True
