import numpy as np


def f(x):
    return 3.0 * x


ARGS = (np.array(0.75, dtype=np.float32),)
