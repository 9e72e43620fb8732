"""Three versions of one argument, and a way out before the last of them."""

import numpy as np


def scaled(u, v, s, k=0.857):
    u *= s
    v[1] += k
    return np.mean(np.sin(u))


def f(x, a, b, n):
    items = [scaled(x, x, scaled(x, x, b, k=b)) for _ in range(3)]
    if b:
        return 0.5 * a
    scaled(x, x, items[1], k=0.17 * n)
    return np.mean(np.sin(x))


ARGS = (np.array([-0.5591, -0.4693]), -0.5619, -0.6127, 2)
