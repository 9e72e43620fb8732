"""What a loop carries is another slice each time; its cotangent starts in the shape of the last."""

import numpy as np


def f(x):
    s, w = 0.0, x[:1]
    for k in range(1, 4):
        w = x[:k] if x[k] > 0 else x[k:]
        s = s + np.sum(w * x[:1]) * len(w)
    return s + np.sum(w)


ARGS = (np.array([0.3, 0.7, -0.4, 0.9]),)
