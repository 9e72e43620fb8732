import numpy as np


def f(x, z, y):
    w = complex(imag=x, real=y) * complex(z)
    v = np.array([complex(y), w, complex(z, x)])
    return np.sum(np.abs(v) ** 2), complex(x, np.inf).real * y


ARGS = (0.7, np.complex128(1.2 - 0.4j), np.float64(0.3))
