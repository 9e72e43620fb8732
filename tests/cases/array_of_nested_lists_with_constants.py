import numpy as np


def f(x):
    a, b = x[0], x[1]
    turn = np.array([[1.0, 2.0], [a, -b]])
    bent = np.array([[[0.0, 1.0], [2.0, 3.0]], [[a * a, 1.0], [0.0, 0.5]]])
    return np.sum(turn @ x * x) + np.sum(np.sin(bent) @ x)


ARGS = (np.array([0.7, -0.3]),)
