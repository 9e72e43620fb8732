import numpy as np


def f(x):
    s = 0.0
    for k, v in enumerate(reversed([x[0], x[1]])):
        s += v ** (k + 1)
    for v in reversed(x):
        s = s * v + 1
    for k in reversed(range(3)):
        s += x[k] * k
    for k in list(range(3))[::-1]:
        s = s * x[k] + 1
    for name in reversed({"a": 1, "b": 2}):
        s += len(name)
    return s


ARGS = (np.array([0.7, 0.2, 0.4]),)
