try:
    import scipy_not_there as sp
except ImportError:
    sp = None


def f(x):
    if sp is not None:
        return sp.f(x)
    import math

    return x * math.sin(x)


ARGS = (0.7,)
