def make(scale):
    def g(v):
        return scale * v * v

    return g


def f(x, y):
    g, h = make(x), make(y)
    return g(y) * h(x)


ARGS = (0.7, -1.3)
