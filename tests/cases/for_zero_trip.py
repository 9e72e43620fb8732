def f(x, n):
    y = x
    for i in range(n):
        y = y * x * i
    return y * 2.0


ARGS = (0.7, 0)
