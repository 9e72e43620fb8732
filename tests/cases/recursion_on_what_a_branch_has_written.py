import numpy as np


def last(u):
    if len(u) < 2:
        return np.sin(u[0])
    return last(u[1:])


def f(x, a):
    found = [0.5 * a]
    if x[0] > 5.0:
        pass
    else:
        for i in range(1, 4):
            x[i] = 0.3 * x[i - 1]
        found.append(last(x))
    x[1:] += a
    return found[-1] * np.sum(x)


ARGS = (np.array([1.0, 2.0, -0.5, 0.7, 1.4]), 0.3)
