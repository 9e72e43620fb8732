import numpy as np


def step(state, v):
    return np.tanh(state * 0.5 + v)


def f(x):
    state = 0.0
    for v in x:
        state = step(state, v)
    return state


ARGS = (np.array([0.5, -1.5, 0.3]),)
