def f(x, y):
    return max(x, y, key=abs) * x


ARGS = (0.7, -1.3)
MAY_REFUSE = True
