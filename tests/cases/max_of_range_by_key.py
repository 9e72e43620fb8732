import numpy as np


def pivot(a, j):
    return max(range(j, len(a)), key=lambda i: abs(a[i, j]))


def f(a, x):
    k, v = max(enumerate(x), key=lambda pair: pair[1])
    u, w = min(zip(x, x[::-1]), key=lambda pair: pair[0] - pair[1])
    low = min(range(len(x)), key=x.__getitem__)
    p = pivot(a, 0)
    big = max(reversed(x), key=abs)
    return a[p, 1] * v + k * a[pivot(a, 1), 1] * u * w**2 + x[low] * big + max(range(len(x))) * v


ARGS = (np.array([[0.3, -0.7], [-1.4, 0.2], [0.9, 0.5]]), np.array([0.4, 1.7, -0.6]))
