import math

import numpy as np


class Cache:

    def __init__(self):
        self.data = {}
        self.hits = 0

    def get(self, k, make):
        if k in self.data:
            self.hits += 1
        else:
            self.data[k] = make(k)
        return self.data[k]


def f(x, ks):
    c = Cache()
    s = 0.0
    for k in ks:
        s += c.get(int(k), lambda k: math.exp(-x * k))
    return s + c.hits * x


ARGS = (0.3, np.array([1, 2, 1, 3, 2]))
