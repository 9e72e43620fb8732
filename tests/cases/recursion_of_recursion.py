def g(v):
    if v < 1.0:
        return v * v
    return g(g(v * 0.4) + 0.1 * v)


def f(x):
    return g(x)


ARGS = (2.7,)
