def f(x):
    y = x
    while True:
        y = y * x
        if y > 5.0:
            return y * x


ARGS = (1.3,)
