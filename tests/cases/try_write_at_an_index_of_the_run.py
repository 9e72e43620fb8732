import numpy as np


def f(x, a, n):
    u, m, items = x.copy(), np.outer(x, x), [a, x[0], x[1]]
    try:
        u[n] = a
    except IndexError as error:
        u[0] = 2 * a * len(str(error))
    try:
        m[1] *= a
        m[0, n] = x[2]
    except IndexError:
        m[0] = 2 * a
    try:
        items[n] = x[2]
    except IndexError as error:
        items[0] = 3 * a * len(str(error))
    return np.sum(u * u) + np.sum(m * x) + sum(items) * items[0]


ARGS = (np.array([0.7, 0.3, 0.4]), 0.5, 9)
