def f(x):
    if (y := x * x) > 0.1:
        return y * (z := y + 1.0) + z
    return y


ARGS = (0.7,)
