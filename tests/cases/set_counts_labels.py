import numpy as np


def f(x, labels):
    more = set(labels.tolist()) | {7}
    odd = {int(l) % 2 for l in labels}
    return np.sum(x) / len(set(labels)) + len(more) * x[0] + len(odd) * x[1]


ARGS = (np.array([1.0, 2.0, 3.0, 4.0]), np.array([5, 7, 3, 5]))
