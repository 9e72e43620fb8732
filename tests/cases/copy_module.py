import copy
import numpy as np


class P:
    def __init__(self, a):
        self.a = a


def f(x):
    p = P(x)
    q = copy.copy(p)
    q.a = x * x
    r = copy.deepcopy([x, {"a": x}])
    r[1]["a"] = 2.0
    return p.a * q.a + r[0]


ARGS = (0.7,)
