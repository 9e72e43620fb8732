import numpy as np


def f(x, y):
    return (x * x if x > y else y) * (x if y > 0.0 else np.cos(y))


ARGS = (0.7, -1.3)
