def f(x, n):
    if n in (2, 3) and n not in [7]:
        return x**n
    return x


ARGS = (0.7, 3)
