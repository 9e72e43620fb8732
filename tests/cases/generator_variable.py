def f(x):
    gen = (v * x for v in (1.0, x, 3.0))
    s = 0.0
    for v in gen:
        s += v * v
    return s


ARGS = (0.7,)
