import numpy as np


def f(x, a):
    state = {"u": x.copy()}
    u = state["u"]
    u[0] = a
    state["u"] += u
    state["u"][1] *= a
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
