from typing import NamedTuple

import numpy as np


class State(NamedTuple):
    x: float
    v: np.ndarray


def f(x, v):
    states = [State(x, v)]
    for k in range(len(v)):
        last = states[-1]
        states.append(State(last.x + 0.1 * last.v[k], last.v * np.cos(last.x)))
    total = states[-1].x
    for state in reversed(states[:-1]):
        total = total * 0.5 + np.sum(state.v) * state.x
    return total


ARGS = (0.7, np.array([0.3, -1.1, 0.8]))
