import numpy as np


def f(u, n):
    w = u.copy()
    for k in range(n):
        w[1:-1] = u[1:-1] * u[2:] + u[:-2]
        if k == 1:
            u, w = w, np.zeros(4)
        else:
            u, w = w, u
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 5)
REFUSED = "was changed by an earlier write"
