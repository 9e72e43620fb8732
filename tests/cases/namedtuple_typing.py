from typing import NamedTuple


class State(NamedTuple):
    pos: float
    vel: float = 0.5

    def energy(self):
        return self.pos**2 + self.vel**2

    @property
    def double(self):
        return 2 * self.pos


def f(x):
    s = State(x)
    p, v = s
    return s.energy() * s.double + p * v + State._make([x, x]).pos


ARGS = (0.7,)
