import numpy as np
import math


def f(x):
    out = []
    for v in x:
        out.append(v * v)
    return (
        np.sum(out) * np.mean(out)
        + np.dot(out, x)
        + np.linalg.norm(out)
        + np.max(out)
        + math.fsum(out)
    )


ARGS = (np.array([0.7, 0.2, 0.5]),)
