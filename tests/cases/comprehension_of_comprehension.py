import numpy as np


def f(x):
    table = [[u * v for v in x] for u in x]
    return table[0][1] * table[2][2] + table[1][0]


ARGS = (np.array([0.5, -1.5, 0.3]),)
