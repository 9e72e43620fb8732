import numpy as np


def f(z):
    return np.abs(z * z + 1.0) ** 2 + np.real(z) * np.imag(z)


ARGS = (0.3 + 0.4j,)
