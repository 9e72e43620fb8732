def f(x, k):
    a = 1.0
    try:
        a = x*3
        y = x/k
    except ZeroDivisionError:
        y = x
    return y*a


ARGS = (1.2, 0)
