import numpy as np


def f(x, b):
    for _ in range(2):
        b = np.sin(b + x.mean())
        b += np.clip(x, -0.817, 0.857).mean()
    return b


ARGS = (np.array([-0.6008, -0.5069, 0.0035, -1.0034], dtype=np.float32), -0.4651)
