"""The second derivative pops lists where buffers change places; it was looked for without end."""

import numpy as np


def f(x, n):
    for _ in range(3):
        old = np.logaddexp(x, 0.3)
        new = np.zeros((4,))
        for _ in range(2):
            new[:-1] = old[1:] - 0.17 * n * old[:-1] ** 2
            old, new = (new, old)
        return np.max(np.cumsum(new, axis=0))


ARGS = (np.array([0.9069, 1.3875, 0.4975, -0.0603]), 3)
