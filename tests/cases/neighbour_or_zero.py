import numpy as np


def f(u, r):
    n = len(u)
    out = np.empty_like(u)
    for i in range(n):
        up = u[i - 1] if i > 0 else 0.0
        down = u[i + 1] if i < n - 1 else 0.0
        out[i] = u[i] + r * (up - 2 * u[i] + down) * u[i]
    return np.sum(out**2)


ARGS = (np.array([[0.5, -0.5], [0.3, 0.4], [1.1, -0.7]]), 0.7)
