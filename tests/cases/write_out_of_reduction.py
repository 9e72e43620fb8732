import numpy as np


def f(m):
    u = np.zeros(3)
    np.sum(m * m, axis=0, out=u)
    m.dot(u, out=u[:2])
    return np.sum(u * u)


ARGS = (np.array([[0.5, -1.5, 0.7], [0.3, 1.1, 0.4]]),)
MAY_REFUSE = True
