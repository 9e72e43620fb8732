import numpy as np


def f(x, a):
    u = x * a
    u[0] += 1.5
    return np.sum(np.sin(u) * x)


ARGS = (np.array([0.5, -1.5, 0.3], np.float32), 0.7)
