import numpy as np


def f(x, a):
    work, s = [(0, 4)], 0.0
    while work:
        lo, hi = work.pop()
        if hi - lo < 2:
            s = s * a + x[lo] ** 2
            continue
        mid = (lo + hi) // 2
        work.append((lo, mid))
        work.append((mid, hi))
    return s


ARGS = (np.array([0.7, -1.3, 0.4, 2.1]), 0.6)
