import numpy as np


class B:
    def __init__(self):
        self.best = None
        self.n = 0

    def see(self, c, k):
        self.n += 1
        if self.best is None or c < self.best[0]:
            self.best = (c, k)


def f(x):
    b = B()
    for i in range(len(x)):
        b.see((x[i] - 0.4) ** 2, i)
    return b.best[0] * x[b.best[1]] * b.n


ARGS = (np.array([0.5, -0.3, 0.8, 1.4]),)
