import numpy as np


def f(x, y):
    u = np.clip(x, None, a_max=2.0) * np.clip(x, -1.0, a_max=y)
    u = u + x.clip(0.2, max=1.5) * x.clip(-y)
    return np.sum(u * np.clip(x, 0.5, a_max=None))


ARGS = (np.array([0.3, -1.4, 2.6, 0.9]), 1.2)
