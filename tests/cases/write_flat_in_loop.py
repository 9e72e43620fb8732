import numpy as np


class Filter:
    def __init__(self, gain):
        self.gain, self.spread = gain, np.eye(2)
        self.each = np.stack([np.eye(2)] * 2)

    def step(self, m):
        self.spread = m @ self.spread @ m.T
        self.spread.ravel()[::3] += self.gain
        for k in range(2):
            self.each[k].flat[::3] += self.spread[k, k]


def f(m, a):
    state = Filter(a)
    for _ in range(3):
        state.step(m)
    best = state.spread if a > 0 else np.vstack([m[0], m[1]])
    best.reshape(-1)[1] += a
    return np.sum(best * state.each)


ARGS = (np.array([[0.5, -0.5], [0.3, 0.4]]), 0.7)
