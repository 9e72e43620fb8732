def f(x):
    y = x
    while True:
        y = y * x
        if y > 5.0:
            break
        y = y + 0.1
    return y


ARGS = (1.3,)
