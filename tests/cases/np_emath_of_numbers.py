"""The functions of np.emath are complex in differentiated code."""

import numpy as np


def f(x):
    return np.emath.sqrt(x).real + np.emath.log(x - 5).imag * x + abs(np.emath.sqrt(x - 5))


ARGS = (2.0,)
