import numpy as np


class Ode:
    def __init__(self, k):
        self.k = k

    def rhs(self, t, y):
        return -self.k * y + t


def rk4(rhs, y, t, h):
    k1 = rhs(t, y)
    k2 = rhs(t + h / 2, y + h / 2 * k1)
    k3 = rhs(t + h / 2, y + h / 2 * k2)
    k4 = rhs(t + h, y + h * k3)
    return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def f(k, y0):
    ode = Ode(k)
    y = y0
    for i in range(4):
        y = rk4(ode.rhs, y, 0.1 * i, 0.1)
    return np.sum(y**2)


ARGS = (0.7, np.array([1.0, 2.0]))
