import numpy as np


def smooth(row, weight):
    for k in range(1, len(row)):
        row[k] = row[k] * weight + 0.5 * np.sin(row[k - 1])


def f(x, m):
    u = x.copy()
    smooth(u[1:], 0.7)
    smooth(u[::-1], m[0, 1])
    s = 0.0
    for i in range(len(u) - 2):
        w = u[i:]
        row = m[i % 2]
        column = m[:, 1:][:, -1]
        s += np.sin(w[0]) * w[1] * row[2] + column[i % 2] * row[1:][1] * w[-1]
        inner = m[:, 1:]
        s += inner[0, i % 2] * inner[-1][0] + np.sum(inner) * w[[0, 1, 0]] @ w[:3]
        s += m[..., None][i % 2, 0, 0] * m[1:][0][i % 3] * m[None][0, 1][2]
        u[i:][1] = w[2] * row[0]
    return s + np.sum(u**2)


ARGS = (np.array([0.3, -0.8, 0.5, 1.1, -0.4]), np.array([[0.2, 0.9, -0.3], [1.2, 0.4, 0.6]]))
