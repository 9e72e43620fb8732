import numpy as np

import s2sad


def f(x):
    def g(y):
        y[0] = 2.0 * y[1] * x[2]
        return np.sum(y**2 * x)

    return np.sum(s2sad.grad(g)(x))


ARGS = (np.array([0.3, 0.5, -0.7]),)
REFUSED = "writes into something outside it"
