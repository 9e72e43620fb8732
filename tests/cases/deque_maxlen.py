from collections import deque

import numpy as np


def f(x, n):
    window, means = deque(maxlen=3), []
    for k in range(n):
        window.append(x[k])
        means.append(sum(window) / len(window))
    window[0] = window[-1] * x[0]
    first, *others = window
    return np.array(means) * np.mean(window) + first * sum(others)


ARGS = (np.array([0.5, -1.5, 0.37, 0.9, 0.2]), 5)
