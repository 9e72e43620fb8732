def f(x, y):
    a = [x, y]
    b = [*a, 1.0, *a]
    c = (*b, x)
    (p, q), [r, *s] = (a[0], a[1]), c
    m = {**{"a": x}, **dict(b=y)}
    return p * q + r * len(s) + m["a"] * m["b"] + sum(s)


ARGS = (0.7, 0.2)
