import numpy as np


def f(q, w):
    q = q.copy()
    turned = q.T
    upside_down = np.swapaxes(q, 0, 1)[::-1]
    s = 0.0
    for k in range(len(w)):
        turned[k, 0] = turned[k, 0] * w[k] + turned[k, 1] ** 2
        q.T[k] *= w[k]
        upside_down[k, 1:] = w[k] * upside_down[k, :-1]
        q[0, k] += np.moveaxis(q, 0, 1)[k, 1] ** 2
        s += np.expand_dims(turned, 0)[0, k, 1] * np.flip(q)[0, k]
    return s + np.sum(turned * q.T)


ARGS = (np.sin(np.arange(6.0)).reshape(2, 3), np.array([0.7, 1.2, -0.4]))
