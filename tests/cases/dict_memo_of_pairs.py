import numpy as np


def f(x, w):
    memo = {}

    def go(i, j):
        if (i, j) in memo:
            return memo[i, j] * w
        value = x if i == 0 or j == 0 else np.sin(go(i - 1, j) + go(i, j - 1) + go(i - 1, j - 1))
        memo[i, j] = value
        return value

    return go(3, 3)


ARGS = (0.3, 0.9)
