import numpy as np


def rows(x):
    u = np.zeros(2)
    u[0] = x
    yield u
    u[1] = x * x
    yield u


def f(x):
    return sum(np.sum(u**2) for u in rows(x))


ARGS = (0.7,)
REFUSED = "after it has yielded it"
