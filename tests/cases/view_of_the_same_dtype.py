import numpy as np


def f(x):
    u = x.copy()
    v = u.view()
    v[1:].view(np.ndarray)[0] *= x[0]
    return u * x.view(np.float64) * (x.nbytes // x.itemsize)


ARGS = (np.array([0.5, -1.5, 0.37]),)
