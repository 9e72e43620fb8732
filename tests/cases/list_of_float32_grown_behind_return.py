import numpy as np


def f(x, y):
    items = [np.var(y) for k in range(4)]
    if x[0] > 5.0:
        return 0.5
    items.append(np.var(x))
    return sum(items)


ARGS = (np.array([-1.4, -1.3, 0.9, 1.1]), np.array([[0.5, 0.25], [1.5, 0.75]], np.float32))
