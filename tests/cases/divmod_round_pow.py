def f(x, n):
    q, r = divmod(n, 3)
    return x**q * pow(x, r) + round(x, 1) * x + pow(x, 2.0)


ARGS = (0.7, 7)
