import numpy as np


def f(x, y):
    out = np.empty(3)
    np.multiply(x, y, out=out)
    np.sin(out, out=out)
    np.add(out, x, out=out)
    return np.sum(out * out)


ARGS = (np.array([0.5, -1.5, 0.3]), np.array([0.2, 0.9, 1.1]))
