import numpy as np


def f(params, x):
    total = 0.0
    for name, w in params.items():
        total = total + np.sum(w * x) * len(name)
    return total


ARGS = ({"a": np.array([0.5, -1.5]), "bias": 0.3}, np.array([0.2, 0.9]))
