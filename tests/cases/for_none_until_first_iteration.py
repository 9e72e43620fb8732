import numpy as np


def f(x):
    best = None
    for v in x:
        if best is None or v > best:
            best = v
    return best * best


ARGS = (np.array([0.5, -1.5, 0.9]),)
MAY_REFUSE = True
