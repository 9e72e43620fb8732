import numpy as np


def f(x):
    u = np.zeros(3)
    total = 0.0
    for u[1] in x:
        total = total + u[1] * u[1]
    return total * u[1]


ARGS = (np.array([0.5, -1.5, 0.3]),)
MAY_REFUSE = True
