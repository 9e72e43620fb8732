from dataclasses import dataclass


@dataclass
class State:
    position: float
    speed: float


def f(x, v):
    state = State(x, v)
    for _ in range(3):
        state.speed -= 0.1 * state.position
        state.position = state.position + 0.1 * state.speed
    return state.position * state.speed


ARGS = (0.7, -1.3)
