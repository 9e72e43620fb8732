import numpy as np


def f(x):
    a = np.ones(2) * [x, x * x]
    a += (x, 2.0)
    a *= [x, x]
    b = [x, 1.0] @ np.arange(4.0).reshape(2, 2)
    return np.sum(a - b) + np.sum(np.full(2, x) ** [x, 2.0])


ARGS = (1.3,)
