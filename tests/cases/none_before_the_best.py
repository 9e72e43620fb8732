import numpy as np


def f(x):
    best = None
    for i in range(len(x)):
        c = (x[i] - 0.4) ** 2
        if best is None or c < best[0]:
            best = (c, i)
    return best[0] * x[best[1]] + sum(best)


ARGS = (np.array([0.5, -0.3, 0.8, 1.4]),)
