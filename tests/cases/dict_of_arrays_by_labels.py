import numpy as np


def f(x, labels):
    sums, counts = ({}, {})
    for row, l in zip(x, labels):
        l = int(l)
        if l not in sums:
            sums[l] = np.zeros(2)
            counts[l] = 0
        sums[l] = sums[l] + row
        counts[l] += 1
    return sum((np.sum((s / counts[l]) ** 2) for l, s in sums.items()))


ROWS = [[0.3, 1.2], [-0.4, 0.7], [1.1, 0.2], [0.6, -0.9], [-1.3, 0.5]]
ARGS = (np.array(ROWS), np.array([0, 1, 0, 2, 1]))
