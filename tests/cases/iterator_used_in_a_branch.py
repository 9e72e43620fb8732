def f(x):
    it = iter([x, x * x, 3.0])
    if x > 0.5:
        a = next(it)
    else:
        a = 2.0
    return a * next(it)


ARGS = (0.7,)
