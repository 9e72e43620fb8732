def f(x):
    y = x
    while y < 4.0:
        y = y * 2.0 + x
        if y < -1.0:
            break
    else:
        y = y * y
    return y


ARGS = (0.7,)
