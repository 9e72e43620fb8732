import numpy as np


def f(x):
    with np.printoptions(precision=3):
        y = x * x
    return y


ARGS = (0.7,)
