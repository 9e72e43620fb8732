import numpy as np


def f(x):
    if x < 0.0:
        return -x
    y = x * x
    if y > 10.0:
        return y
    return np.exp(y)


ARGS = (0.7,)
