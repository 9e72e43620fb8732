import numpy as np


def f(x, n):
    out, cur = [], None
    for k in range(n):
        if x[k] > 0.4:
            cur = (x[k], k)
        elif cur is not None:
            out.append(cur)
            cur = None
    return sum(a * b for a, b in out)


ARGS = (np.array([0.5, -0.3, 0.2, 1.4, -0.9]), 5)
