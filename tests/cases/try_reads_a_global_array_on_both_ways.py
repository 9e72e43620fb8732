import numpy as np

WEIGHTS = np.array([1.0, 2.0])


def f(x):
    try:
        if x > 3:
            raise ValueError("large")
        y = x * WEIGHTS.sum()
    except ValueError:
        y = x * WEIGHTS.sum() * 2
    return y * y


ARGS = (4.2,)
