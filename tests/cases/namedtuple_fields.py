from typing import NamedTuple


class State(NamedTuple):
    pos: float
    vel: float = 0.5


def f(s):
    t = 0.0
    for name in s._fields:
        t = t + getattr(s, name) ** 2
    return t


ARGS = (State(0.7, 0.3),)
