def f(x):
    if (y := x * x) > 0.1 and (z := y + x) > 0:
        return y * z
    return x


ARGS = (0.7,)
