def f(x, a, b):
    t = a if x > 0 else b
    return sum(t) * x + len(t)


ARGS = (1.3, [1.0, 2.0, 3.0], [1.0, 2.0])
