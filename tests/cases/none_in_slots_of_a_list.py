import numpy as np


def f(x):
    slots = [None, None]
    for i in range(len(x)):
        if x[i] > 0.6:
            slots[1] = slots[0]
            slots[0] = x[i]
    return slots[0] * (slots[1] if slots[1] is not None else 1.0)


ARGS = (np.array([0.5, -0.3, 0.8, 1.4, 0.9]),)
