"""What the function under a nested vjp writes into an object or list is not there behind it."""

import numpy as np

from s2sad import vjp


class State:
    def __init__(self, p, seen):
        self.p, self.seen = p, seen


def step(s):
    s.p = s.p * s.p
    s.seen.append(s.p)
    return np.sum(s.p * s.seen[-1])


def f(x):
    s = State(x, [x])
    y, pullback = vjp(step, s)
    (s_bar,) = pullback(1.0)
    return y + np.sum(s_bar.p * s.p) + np.sum(s.seen[-1] * s_bar.seen[0]) + len(s.seen)


ARGS = (np.array([0.3, 0.5, -0.7]),)
