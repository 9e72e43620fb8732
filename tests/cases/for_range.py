def f(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


ARGS = (0.7, 4)
