import numpy as np


def f(x, labels):
    rec = {'tab': {}, 'n': 0}
    boxes = [{}, {}]
    for l, v in zip(labels, x):
        rec['tab'][l] = v
        rec['n'] += 1
        boxes[0][l] = v * v
    return sum(rec['tab'].values()) * rec['n'] + sum(boxes[0].values())


ARGS = (np.array([1.0, 2.0, 3.0, 0.5]), np.array([0, 1, 0, 1]))
