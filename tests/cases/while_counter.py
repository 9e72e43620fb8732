def f(x, n):
    y, k = x, 0
    while k < n:
        y = y * x + 1.0
        k += 1
    return y


ARGS = (0.7, 3)
