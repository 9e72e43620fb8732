def f(x, k):
    n = 0.0
    for i in range(3):
        try:
            n += x
            y = x/(k-i)
        except ZeroDivisionError:
            n *= 2
    return n*y


ARGS = (1.2, 1)
