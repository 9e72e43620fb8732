"""A simulation of objects that are an argument: arrays in them are changed in pairs."""

from itertools import combinations

import numpy as np


class Body:
    def __init__(self, p, v, m):
        self.p, self.v, self.m = p, v, m


def pairs(bodies):
    for i in range(len(bodies)):
        for j in range(i):
            yield bodies[i], bodies[j]


def f(bodies, k, n):
    for _ in range(n):
        for a, b in combinations(bodies, 2):
            d = b.p - a.p
            force = k * a.m * b.m * d / (np.sum(d * d) + 0.1) ** 1.5
            a.v += 0.1 * force / a.m
            b.v -= 0.1 * force / b.m
        for a, b in pairs(bodies):
            a.v -= 0.01 * (a.v - b.v)
        for b in bodies:
            b.p += 0.1 * b.v
    return sum(np.sum(b.v**2) * b.m for b in bodies)


P = np.array([0.3, 0.7])
ARGS = ([Body(P * i, P + i, 1.0 + i) for i in range(3)], 0.5, 2)
