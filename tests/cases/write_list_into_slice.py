import numpy as np


def f(x):
    a = np.zeros(3)
    a[:] = [x, x, x * x]
    b = np.zeros((2, 2))
    b[1] = (x, x * x)
    b[:, 0] += [x, 3.0]
    c = np.zeros(2)
    np.copyto(c, [x, x**3])
    np.add.at(c, [0, 0], [x, x * x])
    np.subtract.at(c, [1, 1], [x, x * x])
    return a[1] * a[2] + np.sum(b**2) + c[0] * c[1]


ARGS = (1.3,)
