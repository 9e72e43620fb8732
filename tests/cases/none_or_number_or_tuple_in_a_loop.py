import numpy as np


def f(x):
    prev, s, last = None, 0.0, None
    for k in range(len(x)):
        if x[k] > 0:
            if prev is not None:
                s += (x[k] - prev) ** 2 * k
            prev = x[k] * 1.5
        elif prev is not None and prev > 1:
            last = (prev, k)
            prev = None
    if last:
        s = s * last[0]
    return s * (prev if prev is not None else 2.0) + (last[1] if last is not None else 1)


ARGS = (np.array([0.5, -0.3, 0.8, -0.2, 1.4, 0.9, 0.3]),)
