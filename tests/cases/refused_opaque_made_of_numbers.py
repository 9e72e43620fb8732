from decimal import Decimal


def f(x):
    return float(Decimal(x) * 2) * x


ARGS = (0.7,)
REFUSED = "cannot be followed"
