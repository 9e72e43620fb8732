import numpy as np


def f(m):
    out = 0.0
    for r in m:
        first = None
        for k in range(len(r)):
            if r[k] > 0.4:
                if first is None:
                    first = k
                else:
                    out += r[k] * r[first]
                    first = None if k == 2 else k
        out = out * 1.1 if first is None else out + r[first] ** 2
    return out


ARGS = (np.array([[0.5, 0.9, -0.3], [0.8, 1.4, 0.9], [0.1, 0.2, 0.3]]),)
