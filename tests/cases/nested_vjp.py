import numpy as np

import s2sad


def g(u):
    return np.sin(u) * u


def f(x, v):
    return np.sum(s2sad.vjp(g, x)[1](v)[0] * x)


ARGS = (np.array([0.5, -1.5]), np.array([0.2, 0.9]))
