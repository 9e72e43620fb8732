class State:
    def __init__(self, pos, vel):
        self.pos, self.vel = pos, vel


def f(x, v, n):
    s = State(x, v)
    path = [s]
    for _ in range(n):
        s = State(s.pos + 0.1 * s.vel, s.vel - 0.1 * s.pos)
        path.append(s)
    return sum(p.pos**2 for p in path)


ARGS = (0.7, 1.3, 5)
