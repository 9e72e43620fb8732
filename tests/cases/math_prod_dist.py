import math


def f(x, y):
    return (
        math.prod([x, y, x])
        + math.dist([x, y], [y, 1.0])
        + math.fsum([x, y])
        + math.hypot(x, y, 1.0)
        + math.prod([x], start=y)
        + math.fsum(v * v for v in (x, y))
    )


ARGS = (0.7, 0.2)
