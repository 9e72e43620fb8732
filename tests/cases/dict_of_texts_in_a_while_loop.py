import numpy as np


def f(x, c):
    out = {}
    n = 0
    while n < 3:
        out['step' if n else 'first'] = x[n] * (n + 1)
        n += int(c[0])
    return sum(out.values()) + len(out)


ARGS = (np.array([1.0, 2.0, 3.0]), np.array([1]))
