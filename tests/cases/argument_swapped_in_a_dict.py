import numpy as np


def f(u, n):
    s = {"u": u, "w": u.copy()}
    for _ in range(n):
        s["w"][1:-1] = s["u"][1:-1] * s["u"][2:] + s["u"][:-2]
        s["u"], s["w"] = s["w"], s["u"]
    return np.sum(s["u"] * s["u"])


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 3)
