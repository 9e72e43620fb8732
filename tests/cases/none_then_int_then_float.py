import numpy as np


def f(x, n):
    v = None
    for k in range(n):
        if x[k] > 0.4:
            v = k if v is None else v + x[k]
    return x[0] * (v if v is not None else -1)


ARGS = (np.array([0.5, -0.3, 0.2, 1.4, 0.9]), 5)
