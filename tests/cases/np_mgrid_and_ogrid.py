import numpy as np


def f(x, t):
    h, w = x.shape
    rows, columns = np.mgrid[1 : h - 1, :w]
    y = rows + t[0]
    below = np.floor(y).astype(int)
    part = y - below
    shifted = x[below, columns] * (1.0 - part) + x[below + 1, columns] * part
    i, j = np.ogrid[:h, 0:1:3j]
    line = np.mgrid[0.0 : t[1] : 0.2]
    inside = np.where((i - 1.0) ** 2 + j < 2.0, x, 0.5 * x)
    ends = np.r_[t[0] : t[1] : 4j]
    return np.sum(np.sin(shifted)) + np.sum(inside * j) + np.sum(line**2) + ends @ ends


ARGS = (np.arange(12.0).reshape(4, 3) ** 2 / 50.0, np.array([0.3, 0.7]))
