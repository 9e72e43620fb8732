import numpy as np


def f(x):
    out = {}
    for v in x:
        key = 'pos' if v > 0 else 'neg'
        out[key] = out.get(key, 0.0) + v * v
    return out['pos'] - out['neg']


ARGS = (np.array([1.0, -2.0, 3.0, 0.5]),)
