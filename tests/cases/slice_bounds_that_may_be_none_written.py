import numpy as np


def f(x, n):
    y = np.outer(x, x)
    end = None if n == 0 else -n
    st = 1 if x[0] > 0 else None
    y[st:end, ::2] *= 2.0
    y[..., st:] += x[0]
    y[0, end:st:-1] -= 3 * x[1]
    v = y[:, st:]
    v -= y[:, st:] * 0.5
    z = x[::-1][end:]
    return np.sum(y ** 2) + np.sum(z ** 3)


ARGS = (np.arange(1.0, 6.0), 0)
