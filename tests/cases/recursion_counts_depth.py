import numpy as np


def relax(v, target, depth=0, limit=30):
    if depth >= limit:
        return v
    change = target - v * v
    if abs(change) < 1e-3:
        return v
    return relax(v + 0.3 * change, target, depth + 1, limit=limit)


def f(x, start):
    return relax(start, x)


ARGS = (1.7, 1.0)
