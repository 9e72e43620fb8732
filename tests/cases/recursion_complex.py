import numpy as np


def go(z):
    if abs(z) < 0.5:
        return z * z
    return z * go(z * (0.4 + 0.2j))


def f(x):
    z = go(x + 0.5j)
    return z.real * z.imag


ARGS = (1.7,)
