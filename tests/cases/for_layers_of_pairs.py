import numpy as np


def f(params, x):
    for w, b in params:
        x = np.tanh(w @ x + b)
    return np.sum(x)


ARGS = (
    [
        (np.array([[0.5, -1.5], [0.3, 1.1], [0.1, 0.7]]), np.array([0.1, 0.2, 0.3])),
        (np.array([[0.2, 0.4, 0.9]]), np.array([-0.6])),
    ],
    np.array([0.7, -0.2]),
)
