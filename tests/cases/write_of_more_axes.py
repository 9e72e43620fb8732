import numpy as np


def f(m, v):
    """An assignment leaves out axes of length 1 that the value has more than the place."""
    u, s = np.zeros(3), np.array(0.5)
    u[...] = np.outer(v[:1], v)
    u[1:] = u[1:] * m[:, None, :2][0]
    s[...] = m[:1, :1] * v[2]
    w = np.zeros((2, 3))
    w[0] = v[None, None] * m[1]
    return np.sum(w * m) + np.sum(u * v) * s


ARGS = (np.array([[0.5, -1.5, 0.2], [0.3, 1.1, -0.7]]), np.array([0.2, 0.9, -1.2]))
