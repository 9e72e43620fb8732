import numpy as np


def f(x):
    n = len(x)
    a = [0.0] * n
    b = [x[0]] * n
    for i in range(n):
        a[i] = x[i] * b[i]
    return sum(a)


ARGS = (np.array([0.7, 0.2, 0.3]),)
