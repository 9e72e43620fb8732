import numpy as np


def f(x, n):
    s, last = x[0] * 0.5, None
    for k in range(n):
        if last is not None:
            continue
        if x[0] > 0.1:
            s += x[k] / (2.0 + s**2)
        else:
            if x[0] > 0.1:
                last = (k, np.sin(s))
    if last is not None:
        s += last[1] * last[0]
    return s


ARGS = (np.array([0.5, 0.3, 0.2]), 3)
