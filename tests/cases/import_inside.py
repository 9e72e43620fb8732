def f(x):
    import math

    return math.sin(x) * x


ARGS = (0.7,)
MAY_REFUSE = True
