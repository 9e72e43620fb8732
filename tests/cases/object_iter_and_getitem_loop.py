import numpy as np


class Series:
    def __init__(self, values):
        self.values = values

    def __len__(self):
        return len(self.values)

    def __getitem__(self, k):
        return self.values[k] * 2


def f(x):
    s = 0.0
    for k, v in enumerate(Series(x)):
        s += v ** (k + 1)
    return s + sum(Series(x)) + max(v for v in Series(x))


ARGS = (np.array([0.7, 0.3, 0.1]),)
