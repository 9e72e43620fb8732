import numpy as np


def f(u, n):
    bufs = [u, u.copy()]
    for _ in range(n):
        bufs[1][1:-1] = bufs[0][1:-1] * bufs[0][2:] + bufs[0][:-2]
        bufs[0], bufs[1] = bufs[1], bufs[0]
    return np.sum(bufs[0] * bufs[0])


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 3)
