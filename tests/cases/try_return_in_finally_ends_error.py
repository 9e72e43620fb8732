def f(x, k):
    y = x
    try:
        y = 3 * x * x
        y = y / k
    finally:
        if k < 1:
            return y
    return y * y


ARGS = (1.2, 0)
