def f(x, n):
    quotient, remainder = divmod(n, 3)
    return x * quotient + x * x * remainder + round(2.6) * x


ARGS = (0.7, 8)
