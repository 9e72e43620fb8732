"""What a loop leaves as it is in an object that it changes is known in each iteration."""

import numpy as np


class Model:
    def __init__(self, x, k):
        self.x, self.k, self.t = x, k, 0.0
        self.axis, self.order, self.shape, self.quick = 0, 2, (3, 2), False

    def step(self):
        sums = np.sum(self.x, axis=self.axis) ** self.order
        self.t += self.k * np.sum(sums) + self.x.reshape(self.shape)[1, 0]
        for _ in range(self.order):
            self.x = self.x * self.k
        if self.quick:
            self.shape = None


def f(x, k):
    model = Model(x, k)
    while model.t < 3.0:
        model.step()
    return model.t


ARGS = (np.arange(1.0, 7.0).reshape(2, 3) * 0.2, 0.9)
