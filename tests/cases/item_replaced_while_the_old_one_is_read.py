"""`b[0] = b[0] + x` puts another array into the list; the one that was there is read still."""

import numpy as np


def f(x, n):
    b = [np.array([x + k, k * x]) for k in range(n)]
    u = b[0] * x
    for _ in range(n):
        u = u * x
        b.append(u)
    b[0] = b[0] + x
    s = 0.0
    for r in b:
        s = s + r[0] * r[1] + r[1]
    return s + u[0] * u[1]


ARGS = (1.3, 3)
