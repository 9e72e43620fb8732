def f(x):
    it = iter([x, x * x, 3.0, x])
    first = next(it)
    s = 0.0
    for v in it:
        s += v * first
    return s + next(it, x)


ARGS = (0.3,)
