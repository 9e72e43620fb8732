from typing import NamedTuple

import numpy as np


class State(NamedTuple):
    u: np.ndarray
    t: float


def f(state, dt):
    return State(state.u + dt * np.sin(state.u), state.t + dt)


ARGS = (State(np.array([0.5, -1.5]), 0.3), 0.1)
