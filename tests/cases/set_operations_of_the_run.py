import numpy as np


def f(x, a, b):
    A, B = (set(a.tolist()), set(b.tolist()))
    both, either = (A & B, A | B)
    s = 0.0
    for k in sorted(either):
        s += x[k] * (2 if k in both else 1)
    A -= B
    A.add(0)
    A.discard(17)
    if A <= either and (not A >= either):
        s *= x[0] + len(A ^ B if False else A)
    if A.isdisjoint({9}):
        s += max(A) * x[1] + min(B)
    return s


ARGS = (np.arange(1.0, 7.0), np.array([1, 2, 3]), np.array([3, 4, 2]))
