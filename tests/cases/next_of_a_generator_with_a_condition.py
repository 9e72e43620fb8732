import numpy as np


def f(x):
    """Whether there is an item, the run decides; what follows goes on behind it."""
    squares = (v * v for v in x if v > 1.0)
    first = next(squares)
    k = next(k for k, v in enumerate(x) if v > 2.0)
    return first * x[k] + 2.0 * next(squares, 0.5) + 3.0 * sum(squares) + x[0] * next(squares, x[1])


ARGS = (np.array([0.5, 1.5, 2.5, 3.0]),)
