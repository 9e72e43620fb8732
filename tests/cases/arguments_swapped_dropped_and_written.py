import numpy as np


def f(u, v, w, x0, n):
    b = np.zeros(4)
    v[1:] = v[:-1] * u[:-1]
    for j in range(3):
        v[1:] += 0.5 * np.sin(b[1:]) + 0.3 * w[:-1]
        v, b = b, v
        b, v = v, b
        b[1] = 0.5 * np.sin(u[1]) + 0.3 * v[1]
    v[1:] = 0.4 * u[:-1] - 0.2 * v[1:]
    for k in range(3):
        v[:] = 0.5 * np.sin(u[:]) + 0.3 * u[:]
        v, b = b, v
        if k == 1:
            tmp = b
            b = v
            v = tmp
            b[1:-1] = w[2:] * x0
        else:
            v[1:-1] = 0.4 * b[:-2] - 0.2 * v[2:]
        if n > 2:
            if k % 3 != 1:
                v, b = b, np.zeros(4)
            if k == 1:
                b, v = v, b
        v, b = b, v
    return np.sum(b * v) + b[1] * x0


A = np.array([0.5, -0.9, 0.3, 0.8])
ARGS = (A, np.array([0.2, 0.7, -0.4, 0.6]), np.array([-0.3, 0.1, 0.9, 0.4]), 0.7, 4)
MAY_REFUSE = True
