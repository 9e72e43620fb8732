"""A buffer is put into a list and written in the next iteration: the list sees the write."""

import numpy as np


def f(x):
    u = x.copy()
    history = []
    for _ in range(3):
        u[1:] = u[:-1] * u[1:]
        history.append(u)
    return np.sum(history[0] * history[2])


ARGS = (np.array([0.3, -0.7, 1.2, 0.5]),)
REFUSED = "'history'"
