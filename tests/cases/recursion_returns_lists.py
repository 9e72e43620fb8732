"""A recursion whose depth the run decides returns lists: numbers, pairs, indices, none."""

import math

import numpy as np


def intervals(lo, hi):
    if hi - lo < 0.2:
        return [(lo, hi)], 1
    middle = (lo + hi) / 2
    left, n = intervals(lo, middle)
    right, k = intervals(middle, hi)
    return left + right, n + k


def powers(v):
    if v > 3.0:
        return []
    return [v] + powers(v * 1.5)


def f(x):
    def kept(lo, hi):
        if hi <= lo + 1:
            return [lo]
        k = lo + 1 + int(np.argmax(x[lo + 1 : hi]))
        return kept(lo, k) + kept(k, hi) if x[k] > 0.5 else [lo]

    parts, n = intervals(x[0], x[1] + 0.5)
    total = sum((b - a) * math.exp(a * b) for a, b in parts) * n
    return total + sum(v**2 for v in powers(x[1])) + np.sum(x[kept(0, len(x) - 1)] ** 2)


ARGS = (np.array([0.3, 0.7, 0.6, 0.2, 0.9]),)
