import numpy as np


def f(params):
    return params["a"]["w"] @ params["a"]["w"] * params["b"][0]


ARGS = ({"a": {"w": np.array([0.5, -1.5])}, "b": [0.3, 2]},)
