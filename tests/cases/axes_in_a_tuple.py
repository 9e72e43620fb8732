import numpy as np


def f(x, axes, order, contracted):
    y = np.mean(x, axis=axes) + np.max(x, axis=axes, keepdims=True)[0, :, 0]
    z = np.tensordot(np.transpose(x, order), x, axes=contracted)
    return np.sum(y**2) * np.sum(z)


ARGS = (np.arange(8.0).reshape(2, 2, 2) / 7, (0, 2), (2, 0, 1), ((0,), (1,)))
