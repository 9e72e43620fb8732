def f(x, n):
    a, b = x, 1.0
    for _ in range(n):
        a, b = b, a * b + a
    return a * b


ARGS = (0.7, 4)
