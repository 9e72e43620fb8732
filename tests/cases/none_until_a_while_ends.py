def f(x):
    lo = hi = None
    t = 0.1 * x
    while lo is None or hi is None:
        v = t ** 2 - x
        if v < 0:
            lo = (t, v)
        else:
            hi = (t, v)
        t = t * 1.7
    (a, fa), (b, fb) = lo, hi
    return a - fa * (b - a) / (fb - fa)


ARGS = (1.3,)
