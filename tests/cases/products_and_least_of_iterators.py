"""math.prod, math.fsum, heapq.nsmallest and nlargest of what is gone through once."""

import heapq
import math

import numpy as np


def f(x, v):
    parts = {"a": x, "b": x * v[0], "c": 1.5}
    y = math.prod(parts.values()) + math.prod(map(math.sin, v)) + math.prod(reversed(v))
    y = y + math.fsum(reversed(v)) * math.prod((a for a, _ in zip(v, v)), start=x)
    y = y + sum(heapq.nlargest(2, v)) * heapq.nsmallest(1, parts.items(), key=lambda p: p[1])[0][1]
    return y


ARGS = (0.7, np.array([0.3, 1.4, 0.8]))
