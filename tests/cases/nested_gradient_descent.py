import numpy as np

import s2sad


def f(w, rate):
    def loss(v):
        return np.sum((v * v - 1.0) ** 2)

    for _ in range(3):
        w = w - rate * s2sad.grad(loss)(w)
    return loss(w)


ARGS = (np.array([0.5, 1.5]), 0.05)
