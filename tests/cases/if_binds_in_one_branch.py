def f(x, flag):
    if flag:
        extra = x * x
    y = 2.0 * x
    if flag:
        y = y + extra
    return y


ARGS = (0.7, True)
