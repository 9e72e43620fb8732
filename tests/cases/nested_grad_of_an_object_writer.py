"""The function under a nested transform changes the object that it is given, and its arrays."""

import numpy as np

from s2sad import grad


class State:
    def __init__(self, p, v):
        self.p, self.v = p, v


def energy(s, k):
    for _ in range(3):
        s.v -= 0.1 * k * np.sin(s.p)
        s.p = s.p + 0.1 * s.v
    return np.sum(s.v**2) + np.sum(s.p)


def f(x, k):
    s = State(x, np.ones(3))
    s_bar = grad(energy)(s, k)
    return np.sum(s_bar.p * s.p) + np.sum(s_bar.v * s.v)


ARGS = (np.array([0.3, 0.5, -0.7]), 0.7)
