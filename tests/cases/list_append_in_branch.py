import numpy as np


def f(x):
    kept = []
    for v in x:
        if v > 0.0:
            kept.append(v * v)
    return sum(kept) * len(kept)


ARGS = (np.array([0.5, -1.5, 0.3]),)
