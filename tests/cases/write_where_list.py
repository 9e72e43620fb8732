"""A mask in a list, which is broadcast like one in an array, and no index."""

import numpy as np

MASK = (False, True)


def f(x):
    s = np.square(x, out=np.zeros((2, 2)), where=[True, False])
    t = np.sin(x, out=np.ones((2, 2)), where=MASK)
    u = np.exp(x, out=np.ones((2, 2)), where=x[0, 0] > 0)
    return np.sum(s * t * u) + np.sum(np.std(x, axis=1, where=[[True, True], [True, False]]))


ARGS = (np.array([[0.3, -0.7], [1.1, 0.4]]),)
