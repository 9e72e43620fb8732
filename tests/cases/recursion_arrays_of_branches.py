"""A recursive function whose branches bind arrays that only its backward sweep reads."""

import numpy as np


def deep(level, s):
    if level <= 0:
        return s
    z = np.full((), 0.647)
    z[...] = z * s
    u = np.full((3,), z) if -0.527 < z < 1.197 else np.ones((3,)) * s
    u = np.where(np.full((3,), z) > 0.277, 0.327 * np.full((3,), z), u)
    return 0.4 * deep(level - 1, s) + 0.3 * deep(level - 2, u[level % 3])


def f(x, a):
    a += deep(3, x[-1])
    return a * deep(2, a)


ARGS = (np.array([-0.6142, 0.8241, -0.6591]), 1.0647)
