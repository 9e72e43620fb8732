def g(v, k):
    return (v * v, k) if v > 0.25 else (None, k)


def f(x, y):
    s = 0.0
    for v in (x, y):
        t, k = g(v, 2.0)
        s = s + (t if t is not None else v) * k
    return s


ARGS = (0.7, 0.2)
