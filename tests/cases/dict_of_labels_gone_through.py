import numpy as np


def made(x, labels):
    d = {}
    for l, v in zip(labels, x):
        d[l] = d.get(l, 0.0) + v * v
    return d


def f(x, labels):
    d = made(x, labels)
    s = 0.0
    for i, (k, v) in enumerate(d.items()):
        s += i * k * v
    for k, v in zip(d.keys(), d.values()):
        s += v / (k + 1)
    if any((v > 100 for v in d.values())):
        s = 0.0
    s += sorted(d.values())[-2:][0] + min(d, default=0) + list(reversed(d))[0]
    s += next(iter(d.values()))
    del d[next(iter(d))]
    e = d | {7: x[0]}
    e |= {8: 2.0}
    return s + len(e) * sum(e.values()) + (1.0 if d == {} else 2.0) * x[1]


ARGS = (np.array([1.0, 2.0, 3.0, 0.5, 1.7]), np.array([0, 1, 3, 1, 2]))
