import numpy as np


def f(xs):
    outs = []
    for x in xs:
        a, b = (2 * v for v in x)
        outs.append(a * b)
    outs.reverse()
    return outs[0] * outs[1] ** 2


ARGS = (np.array([[0.5, -1.5], [0.3, 0.7]]),)
