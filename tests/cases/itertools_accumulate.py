from itertools import accumulate
import operator


def f(x, y):
    a = list(accumulate([x, y, x * y]))
    b = list(accumulate([x, y, x], operator.mul))
    c = list(accumulate([x, y], lambda p, q: p * q + 1, initial=2.0))
    return a[2] * b[2] + c[-1] * len(c)


ARGS = (0.7, 0.2)
