def f(x, y):
    t = (x, y, 1, "a")
    u = t[1:3] + (x,) * 2
    k = ("a", "b").index("b")
    n = (1, 2, 1).count(1)
    a, *b = u
    return a * b[1] * x**k * n + t[-4] + len(u) + (3 in (1, 2, 3)) * x + ((1, 2) < (1, 3)) * y


ARGS = (0.7, 0.2)
