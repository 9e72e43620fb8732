def g(u, v=1.0, **rest):
    return u * v + sum(rest.values())


def f(x, y):
    base = {"u": x, "v": y}
    d = {**base, "v": x * x, "w": 1.0}
    return g(**d) + g(**base, z=x) + g(**{"u": y})


ARGS = (0.7, 0.2)
