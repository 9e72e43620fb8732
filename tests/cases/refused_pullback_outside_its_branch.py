import numpy as np

from s2sad import vjp


def f(x):
    if x[0] > 0.1:
        z = np.sin(x)
        y, pullback = vjp(lambda v: np.sum(v * z), z)
    if x[0] > 0.1:
        return np.sum(pullback(1.0)[0] * x)
    return 0.0


ARGS = (np.array([0.3, 0.5, -0.7]),)
REFUSED = "outside of the branch"
