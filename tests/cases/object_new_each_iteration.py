import numpy as np


class State:
    def __init__(self, pos, vel):
        self.pos, self.vel = pos, vel

    def step(self, dt):
        return State(self.pos + dt * self.vel, self.vel - dt * self.pos)


def f(x, v, n):
    s = State(x, v)
    for _ in range(n):
        s = s.step(0.1)
    return s.pos**2 * s.vel


ARGS = (0.7, 1.3, 5)
