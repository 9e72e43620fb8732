import numpy as np


def layer(u, w, a):
    total = 0.0
    for k in range(1, len(u)):
        u_k = np.sin(u[k] * a) + 0.1 * u[k - 1]
        if u_k > 0.3:
            u_k = u_k * u_k
        total = total + u_k * w[k]
    v = np.tanh(u * a)
    v = v * v + 0.3 * u
    v = np.cos(v) - 0.2 * v * a
    v = v / (1.0 + v * v)
    v = np.exp(0.1 * v) * w
    v = v - np.mean(v)
    v = v * np.sqrt(1.0 + v * v)
    v = np.where(v > 0.1, v * v, 0.5 * v)
    v = v + 0.1 * np.sin(v) * total
    v = v * 0.9 + 0.05 * np.cos(total * v)
    return v


def f(x, a):
    n = len(x)
    y = layer(x, np.arange(1.0 * n), a)
    z = layer(x[1:], np.arange(n - 1.0), a)
    one = layer(x[:1], np.ones(1), a)
    return np.sum(y[1:] * z) * np.sum(one) + np.sum(layer(x[:-1], z, a) * y[:-1])


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 0.7)
