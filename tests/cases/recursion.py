def power(v, n):
    if n == 0:
        return 1.0
    return v * power(v, n - 1)


def f(x):
    return power(x, 4)


ARGS = (0.7,)
