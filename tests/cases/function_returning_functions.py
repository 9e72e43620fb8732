def compose(*fs):
    def run(x):
        for g in fs:
            x = g(x)
        return x

    return run


def scale(a):
    return lambda v: a * v


def f(x):
    return compose(scale(x), lambda v: v * v, scale(3.0))(x)


ARGS = (0.7,)
