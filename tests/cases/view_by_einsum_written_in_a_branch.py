import numpy as np


def f(x, s):
    u = x * 1.0
    v = np.einsum("ij->ji", u)
    if np.sum(v) > 0.0:
        v[0] *= s
    return np.sum(v**3) + np.sum(x * x)


ARGS = (np.array([[0.5, -0.3, 0.8], [0.2, 0.7, 0.4]]), 0.6)
