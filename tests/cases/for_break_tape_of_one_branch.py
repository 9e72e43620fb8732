"""A branch of a loop with an exit binds what another loop in it needs on the way back."""

import numpy as np


def f(x, y, a, b, n):
    for i3 in range(y.shape[1]):
        if i3:
            break
        v2 = y
        k4 = 0
        while k4:
            y = np.where(v2 > 0.157, 1.0, np.multiply(y, v2))
    return y


ARGS = (
    np.array([-1.4291, 1.0314]),
    np.array([[0.7288, 0.3505], [1.029, -0.6389]]),
    -0.1731,
    -1.0469,
    4,
)
