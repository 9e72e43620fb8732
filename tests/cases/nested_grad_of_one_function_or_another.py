"""The run decides which function is differentiated, and which one a function captures that is."""

import numpy as np

from s2sad import checkpoint, grad, hessian, jvp


def f(x, n):
    total = np.sum if x[0] > 0 else np.prod
    step = (lambda y: y**3) if n > 2 else np.sin

    def energy(y):
        return total(step(y) * x)

    slope = grad(total)
    value = np.sum(slope(x * x) * grad(energy)(x)) + np.sum(hessian(energy)(x) @ x)
    return value + jvp(energy, (x,), (x * 2,))[1] + checkpoint(total)(x)


ARGS = (np.array([0.4, -0.7, 1.1]), 3)
