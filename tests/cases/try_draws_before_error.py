import numpy as np


def f(x, n):
    rng = np.random.default_rng(0)
    try:
        e = rng.normal()
        y = x / n
    except ZeroDivisionError:
        y = x
    return y * e + rng.normal() * x


ARGS = (1.2, 0)
