def f(x, n):
    a, b, c = [x] * n, [k * x for k in range(n)], [x, 2 * x]
    try:
        a.pop()
        y = x
    except IndexError:
        y = 5 * x
    try:
        y = y * b[2]
    except IndexError:
        y = y * y
    try:
        y = y * b.pop(0)
    except IndexError:
        y = 3 * y
    try:
        b[-2] = y
    except IndexError:
        y = y + x
    return y * len(a) + y + sum(b) * sum(c)


ARGS = (2.0, 0)
