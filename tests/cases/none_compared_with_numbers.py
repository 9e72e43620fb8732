import numpy as np


def f(x, n):
    last = None
    s = 0.0
    for k in range(n):
        if last != k - 1 and not last == None:  # noqa: E711
            s += x[k] ** 2
        if x[k] > 0.25 or None != last and x[k] < 0:  # noqa: E711
            last = k
        s += x[k]
    return s * (1 if last == n - 1 else 2)


ARGS = (np.array([0.5, 0.3, 0.2, 1.4, -0.9]), 5)
