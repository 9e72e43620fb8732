import numpy as np


def f(z):
    w = z * np.exp(1j * np.arange(2))
    return np.sum(np.abs(w) ** 2 * np.array([1.0, 2.0])) + np.sum(w.real * w.imag)


ARGS = (np.array([0.3 + 0.4j, -0.2 + 1.1j]),)
