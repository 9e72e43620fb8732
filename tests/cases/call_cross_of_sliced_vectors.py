import numpy as np


def f(frames, x):
    turned = np.cross(frames[:, 3:6], x)
    return np.sum(np.cross(turned, frames[:, :3]) * x)


ARGS = (np.linspace(-0.9, 1.1, 14).reshape(2, 7), np.array([[0.3, -0.4, 1.2], [0.7, 0.1, -0.6]]))
