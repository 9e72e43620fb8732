def powers(x, n):
    p = 1.0
    for _ in range(n):
        p = p * x
        yield p


def f(x):
    s = 0.0
    for p in powers(x, 3):
        s += p * p
    return s + sum(powers(x, 2)) * list(powers(x, 2))[1]


ARGS = (0.7,)
