import numpy as np


class Table:
    def __init__(self, rows):
        self.rows = rows

    def __getitem__(self, k):
        return self.rows[k]

    def __len__(self):
        return len(self.rows)


def f(x):
    t = Table([x * x, np.sin(x), x])
    s = 0.0
    for k in range(len(t)):
        s = s + t[k] * (k + 1)
    return s


ARGS = (0.7,)
