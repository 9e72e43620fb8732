import numpy as np


def f(x, y, a):
    u = np.maximum(x, 0.167)
    u -= np.log1p(max(a, u[1]))
    return y * (u @ u)


ARGS = (
    np.array([0.5633, -0.9896, 1.3845, -0.1893], dtype=np.float32),
    np.array([-0.6049, 0.3435]), 0.6364,
)  # fmt: skip
