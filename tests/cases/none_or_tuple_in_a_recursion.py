def total(v, x):
    if v is None:
        return x
    if isinstance(v, tuple):
        return sum(total(w, x) * (k + 1) for k, w in enumerate(v))
    return v * x


def f(x, y):
    v = (x, y)
    w = None
    if y > 0.6:
        w = v
        v = None
    return total(v, y) + total((w, x), x)


ARGS = (0.3, 0.4)
