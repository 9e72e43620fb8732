"""More keys than loops are written out for."""

import math


def f(x, n):
    d = {}
    for k in range(n):
        d[k] = math.sin(x + 0.1 * k)
    return sum((d[k] * d[n - 1 - k] for k in range(n)))


ARGS = (0.3, 400)
