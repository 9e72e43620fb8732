def powers(x, n):
    yield x
    if n < 2:
        return
    for k in range(n):
        if k == 1:
            continue
        yield x**k
    yield 1.0


def f(x):
    return sum(v * v for v in powers(x, 3))


ARGS = (0.7,)
