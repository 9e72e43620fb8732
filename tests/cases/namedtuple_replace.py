from collections import namedtuple

State = namedtuple("State", "pos vel")


def f(x, v):
    s = State(x, v)
    for _ in range(3):
        s = s._replace(pos=s.pos + 0.1 * s.vel, vel=s.vel - 0.1 * s.pos)
    d = s._asdict()
    return d["pos"] * s.vel


ARGS = (0.7, 0.2)
