def f(x):
    global COEFFICIENT
    return COEFFICIENT * x * x


COEFFICIENT = 1.7


ARGS = (0.7,)
MAY_REFUSE = True
