import math


class Box:
    def __init__(self, fn):
        self.fn = fn


def sq(v):
    return v * v


def f(x):
    table = {"sq": sq, "sin": math.sin, "lam": lambda v: v * x}
    acts = [table["sq"], table["lam"]]
    s = Box(table["sin"]).fn(x)
    for a in acts:
        s = a(s)
    return s


ARGS = (0.7,)
