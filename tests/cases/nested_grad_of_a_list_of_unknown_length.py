"""Gradient descent in the items of a list, and of a dict that holds it, of a length of the run."""

import numpy as np

from s2sad import grad


def energy(p):
    h = p["b"]
    for w in p["ws"]:
        h = np.tanh(h * w)
    return np.sum(h)


def f(x, n):
    p = {"ws": [x + 0.5 * k for k in range(n)], "b": x * 2}
    for _ in range(2):
        slopes = grad(energy)(p)
        ws = [w - 0.3 * slope for w, slope in zip(p["ws"], slopes["ws"])]
        p = {"ws": ws, "b": p["b"] - 0.3 * slopes["b"]}
    return energy(p)


ARGS = (np.array([0.4, -0.7, 1.1]), 3)
