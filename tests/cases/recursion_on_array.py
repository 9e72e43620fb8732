import numpy as np


def tree_sum(u):
    if len(u) == 1:
        return u[0]
    half = len(u) // 2
    left, right = tree_sum(u[:half]), tree_sum(u[half:])
    return left * right + left


def f(x):
    return tree_sum(x)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9, 1.1]),)
