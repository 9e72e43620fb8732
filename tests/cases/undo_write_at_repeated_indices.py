import numpy as np


def f(x, where):
    u = x.copy()
    for k in range(3):
        s = u @ u
        u[where] = u[where[::-1]] * s
        np.add.at(u, where, u[:3] * np.sin(u[k]))
    return np.sum(u)


ARGS = (np.array([0.3, -0.4, 0.5, 0.2]), np.array([0, 2, 2]))
