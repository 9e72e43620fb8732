def clipped(v, limit):
    if v > limit:
        return limit
    return v * v


def f(x, y):
    return clipped(x, 0.5) * y + clipped(y, 0.5) * x


ARGS = (0.7, -1.3)
