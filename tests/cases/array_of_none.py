import numpy as np


def f(x):
    z = np.array([None])
    return x * np.atleast_2d(z).shape[0]


ARGS = (0.7,)
REFUSED = "an array of Python objects"
