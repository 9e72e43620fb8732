import numpy as np


def f(x):
    state, s = "up", 0.0
    for v in x:
        if v < 0.0:
            state = "down"
        s += v * v if state == "up" else -0.5 * v
    return s


ARGS = (np.array([0.5, -1.5, 0.3]),)
