def f(x):
    s = 0.0
    for k in range(3):
        try:
            s += x**k
        except OverflowError:
            continue
    return s


ARGS = (0.7,)
