def f(x):
    y = x * x
    while y > 100.0:
        y = y * 0.5
    return y


ARGS = (1.3,)
