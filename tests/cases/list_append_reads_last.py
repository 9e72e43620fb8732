import numpy as np


def f(x, n):
    path = [x]
    for _ in range(n):
        path.append(np.sin(path[-1]) * x)
    return sum(path)


ARGS = (1.7, 4)
