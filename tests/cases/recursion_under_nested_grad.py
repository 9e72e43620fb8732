from s2sad import grad


def shrink(v):
    if v < 0.3:
        return v * v
    return v * shrink(v * 0.5)


def f(x):
    return x * grad(shrink)(x)


ARGS = (1.7,)
