import numpy as np


def f(x):
    some = [x[0], x[1], x[0] + 0.0]
    squares = [v * v for v in x]
    k = some.index(some[2])  # 0: the first one equals it
    return x[some.index(max(some))] ** 2 + x[squares.index(max(squares))] * x[0] + k * x[1]


ARGS = (np.array([0.4, -1.7, 0.9]),)
