import math


def f(x):
    if math.isnan(x) or math.isinf(x):
        return 0.0 * x
    return x * x


ARGS = (0.7,)
