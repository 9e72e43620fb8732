import numpy as np


def f(x):
    try:
        y = x * x
    except ZeroDivisionError:
        y = 0.0
    return y * x


ARGS = (0.7,)
