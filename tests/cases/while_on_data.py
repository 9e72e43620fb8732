def f(x):
    y, steps = x, 0
    while y < 10.0:
        y = y * y + x
        steps += 1
    return y * steps


ARGS = (1.3,)
