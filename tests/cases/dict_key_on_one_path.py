import numpy as np


def f(x, c):
    d = {'a': x}
    if c[0] > 0:
        d['b'] = x ** 2
    if 'b' in d:
        x = x * d['b']
    return x + d['a']


ARGS = (1.3, np.array([1.0]))
