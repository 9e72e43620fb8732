import operator as op
import numpy as np


def f(x, y):
    ops = {"+": op.add, "-": op.sub, "*": op.mul, "/": op.truediv, "**": op.pow}
    s = 0.0
    for name in "+-*/":
        s = s + ops[name](x, y)
    return s * op.pos(x) + op.abs(x) + op.iadd(x, y) + op.itemgetter(0, 1)((x, y))[1]


ARGS = (0.7, 0.2)
