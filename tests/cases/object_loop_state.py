import numpy as np


class Filter:
    def __init__(self, x, p):
        self.x, self.p = x, p

    def step(self, z):
        k = self.p / (self.p + 1.0)
        self.x = self.x + k * (z - self.x)
        self.p = (1 - k) * self.p


def f(x0, p0, zs):
    kf = Filter(x0, p0)
    loss = 0.0
    for z in zs:
        loss += (z - kf.x) ** 2
        kf.step(z)
    return loss + kf.p


ARGS = (0.7, 1.3, np.array([0.1, 0.4, 0.2]))
