import numpy as np


def f(x):
    return np.sum(np.emath.sqrt(x).real * np.emath.log10(x).imag + abs(np.emath.logn(3, x)))


ARGS = (np.array([1.5, -2.0, 3.0]),)
