def f(x, a, b):
    t = a if x > 0 else b
    if len(t) == 2:
        return t[0] * x + (t[1][0] if isinstance(t[1], tuple) else t[1])
    return t[0] * x


ARGS = (1.3, (1.0, (2.0, 3.0)), (1.0, 2.0))
