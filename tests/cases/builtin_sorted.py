def f(x, y):
    low, high = sorted([x, y])
    return low * low * high


ARGS = (0.7, -1.3)
MAY_REFUSE = True
