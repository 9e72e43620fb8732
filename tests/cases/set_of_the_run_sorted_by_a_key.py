import numpy as np


def f(x):
    large = {k for k in range(len(x)) if x[k] > 0.5}
    s = 0.0
    for k in sorted(large, key=lambda k: -x[k]):
        s = 2.0 * s + x[k]
    for k in sorted(large, key=lambda k: (k % 2, k), reverse=True):
        s = 0.5 * s - x[k] ** 2
    first = max(large, key=lambda k: x[k])
    return s * x[first] + x[min(large, key=lambda k: (k % 2, x[k]))]


ARGS = (np.array([0.7, 0.3, 2.6, 0.9, 1.4]),)
