import numpy as np


def bisect(lo, hi, target):
    def residual(v):
        return v * v * v - target

    middle = 0.5 * (lo + hi)
    if hi - lo < 0.3:
        return middle - residual(middle) / (3.0 * middle * middle)
    if residual(middle) > 0.0:
        return bisect(lo, middle, target)
    return bisect(middle, hi, target)


def f(x):
    return bisect(0.5, 3.0, x)


ARGS = (4.3,)
