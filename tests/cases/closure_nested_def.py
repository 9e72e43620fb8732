def f(x, y):
    z = x * y

    def g(v, scale=2.0):
        w = v * z
        return scale * w + x

    return g(x) * g(y, scale=x)


ARGS = (0.7, -1.3)
