import numpy as np


def f(x):
    total = 0.0
    for i, v in enumerate(x):
        total = total + v * v
        print(f"{i}: {total:.2f}")
    return total


ARGS = (np.array([0.5, -1.5]),)
OUTPUT = "0: 0.25\n1: 2.50\n"
