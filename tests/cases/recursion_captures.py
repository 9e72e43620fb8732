import numpy as np

RATE = 0.5
WEIGHTS = np.array([0.3, 0.6, 0.2])


def f(x, n):
    scale = x * 2.0

    def go(v, total):
        if v < 0.25:
            return total * scale + np.sum(WEIGHTS)
        return go(v * RATE, total + v * v * WEIGHTS[0]) * scale

    return go(x, 0.0) + go(x * n, 1.0)


ARGS = (1.3, 2)
