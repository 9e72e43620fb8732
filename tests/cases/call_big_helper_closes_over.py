import numpy as np

SCALE = np.array([1.0, 0.5, 2.0, 0.7])


def f(x, a):
    w = np.cos(np.arange(4.0)) * x[0]

    def layer(u):
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
        return v * SCALE

    y = layer(x) + layer(x * 2.0)
    w = w * 0.5
    return y * layer(y)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 0.7)
