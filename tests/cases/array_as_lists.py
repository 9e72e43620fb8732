"""list() and tolist() of arrays of any length, written and grown afterwards."""

import numpy as np


def f(x):
    a = np.outer(x, x)
    rows, flat = a.tolist(), list(np.sin(a[1:].ravel()))
    a[0, 1] = 4.0
    rows[0][1] *= 2.0
    flat.append(rows[0][1] * flat[2])
    cube = np.stack([a, a * a]).tolist()
    return flat[-1] * sum(rows[1]) + cube[1][0][2] * cube[0][1][1] + max(flat)


ARGS = (np.array([0.5, -1.5, 0.3]),)
