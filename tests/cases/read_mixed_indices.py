import numpy as np


def f(m):
    return np.sum(m[1, ::2] * m[[0, 1], 1] ** 2) + m[-1, -1] * m[..., None][0, 1, 0]


ARGS = (np.array([[0.5, -1.5, 0.7], [0.3, 1.1, 0.4]]),)
