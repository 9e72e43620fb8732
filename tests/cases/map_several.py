def f(x, y):
    a = list(map(lambda u, v: u * v, [x, y], [y, 2.0]))
    b = tuple(map(abs, [x, y]))
    return a[0] * b[1] + sum(map(float, [x, y]))


ARGS = (0.7, -0.2)
