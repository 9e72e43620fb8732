def f(x, y):
    a = [x, y, x * y]
    a.sort()
    return a[0] + a[1] * 2 + a[2] * 3


ARGS = (0.7, 0.2)
