import numpy as np


def f(x, idx):
    names = ['a', 'b', 'c']
    out = {n: 0.0 for n in names}
    for i, v in zip(idx, x):
        out[names[i]] += v * v
    return out['a'] * out['b'] + out['c']


ARGS = (np.array([1.0, -2.0, 3.0, 0.5]), np.array([0, 1, 0, 2]))
