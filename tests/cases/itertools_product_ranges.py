import itertools
import numpy as np


def f(a):
    n, m = a.shape
    s = 0.0
    for i, j in itertools.product(range(n), range(m)):
        s += a[i, j] ** 2 * (i + j)
    return s


ARGS = (np.array([[0.7, 0.2], [0.3, 0.4]]),)
