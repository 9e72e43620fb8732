import numpy as np


def f(x):
    if x > 0.2:
        y = x * x
    else:
        y = np.sin(x)
    return y * x


ARGS = (-0.7,)
