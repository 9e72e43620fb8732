def f(x, n):
    y = 0.0
    for i in range(2, n):
        y = y + x**i
    return y


ARGS = (0.7, 5)
