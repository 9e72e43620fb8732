"""Nested tuples of a recursion on a list, carried through a loop, and None before the first."""

import numpy as np


def climb(u):
    if u[0] < 0.3:
        return u, (u, None)
    y, steps = climb(u * 0.5)
    return y, (u, steps)


def fold(steps):
    u, rest = steps
    if rest is None:
        return np.sum(u * u * u)
    return np.sum(u) * fold(rest)


def f(x, n):
    u, kept, last = x * 2.0, [], None
    for _ in range(n):
        u = u * 1.1
        _, steps = climb(u)
        kept.append(steps)
        if u[0] < 2.2:
            last = steps
    total = 0.0
    for steps in reversed(kept):
        total = total * 0.5 + fold(steps)
    return total if last is None else total + fold(last)


ARGS = (np.array([0.9, 1.7, 0.4]), 3)
