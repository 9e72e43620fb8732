import numpy as np


def f(x):
    named = {name: v * v for name, v in zip("abc", x)}
    return named["a"] * named["c"]


ARGS = (np.array([0.5, -1.5, 0.3]),)
