def f(x):
    m = map(lambda v: v * v, [x, 2.0])
    a = sum(m)
    return a * x + sum(m)


ARGS = (0.3,)
