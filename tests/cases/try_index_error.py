import numpy as np

TABLE = [1.0, 2.0, 3.0]


def f(x, v, n):
    s = 0.0
    for k in range(4):
        try:
            t = TABLE[n + k]
        except IndexError:
            s = s + 10 * x
            continue
        s = s + x * t
    try:
        v[n + 7]
        y = 2 * v[0]
    except IndexError:
        y = v[0] * x
    try:
        y = y * v[n]
    except LookupError:
        y = 7 * x
    return s * y


ARGS = (2.0, np.array([1.0, 2.0]), 1)
