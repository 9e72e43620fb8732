import numpy as np


def f(x, n):
    history = [x]
    for _ in range(n):
        history.append(history[-1] * x + history[0])
    return np.sum(np.stack(history) ** 2)


ARGS = (np.array([0.5, -1.5, 0.3]), 3)
