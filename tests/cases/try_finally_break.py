def f(x):
    s = 0.0
    for k in range(4):
        try:
            if k == 2:
                break
            s += x**k
        finally:
            s += x
    return s


ARGS = (0.7,)
