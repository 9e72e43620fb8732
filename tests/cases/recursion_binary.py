def fibonacci(v, n):
    if n < 2:
        return v if n else 1.0
    return fibonacci(v, n - 1) * fibonacci(v, n - 2) + v


def f(x, n):
    return fibonacci(x, n)


ARGS = (0.7, 5)
