def go(v, n):
    if n > 3:
        raise ValueError("too deep")
    if v < 0.0001:
        return v * v
    return v * go(v * 0.5, n + 1)


def f(x):
    return go(x, 0)


ARGS = (1.6,)
RAISES = "too deep"
