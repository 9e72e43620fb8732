import numpy as np


def f(x):
    a = np.array([v * v for v in x])
    b = np.array(list(v * 2 for v in x))
    c = tuple(v for v in x[:2])
    d = sum(v * w for v, w in zip(x, a))
    e = max(v for v in x)
    g = all(v > 0 for v in x)
    h = dict((k, v) for k, v in enumerate([x[0], x[1]]))
    i = sorted(k for k in (3, 1))
    j = np.sum([v for v in x])
    k, l = (v * v for v in (x[0], x[1]))
    return np.sum(a * b) + c[0] * c[1] * d * e + g + h[1] * i[0] + j + k * l


ARGS = (np.array([0.7, 0.3, 0.2]),)
